// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuerConformance } from '#agent/plugins/certificate/conformance.ts';
import type { InstallationId } from '#contract/ids.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import { createCaRoot, signHostAuthority } from '#server/hosts/ca-root.ts';
import { type AcmeDirectory, acmeDirectory } from './test-acme-directory.ts';
import { portApp } from './test-apps.ts';
import { type Answer, type RootdHost, rootdHost } from './test-rootd-host.ts';

/**
 * Certificates on a real host, from a real ACME directory that is on it too. The apps are not there: what a visitor's
 * TLS connection shows is all that counts.
 */
const NAME = 'test-rootd';
const ONE = randomUUID() as InstallationId;
const TWO = randomUUID() as InstallationId;
const ONE_DOMAIN = 'one.certificates.example.org';
const TWO_DOMAIN = 'two.certificates.example.org';
const FIVE_YEARS = 5 * 365 * 24 * 3600;
/** Due for renewal two thirds later. */
const SHORT = 18;

let host: RootdHost;
let directory: AcmeDirectory;
const log = (line: string) => console.error(line);

const failureOf = (answer: Answer<unknown>) => ('failed' in answer ? answer.failed : null);
function doneOf<T>(answer: Answer<T>): T {
  if ('failed' in answer) throw new Error(JSON.stringify(answer.failed));
  return answer.done;
}

beforeAll(async () => {
  host = await rootdHost({ name: NAME, directory: join(tmpdir(), 'hop3-test-rootd'), log });
  doneOf(await host.call('base.ensure', { suite: 'trixie' }));
  directory = await acmeDirectory(host);
  await directory.start(FIVE_YEARS);
  await signAuthority(Date.now());
  for (const [installation, domain] of [
    [ONE, ONE_DOMAIN],
    [TWO, TWO_DOMAIN],
  ] as const) {
    doneOf(
      await host.call('installation.reserve', {
        installation,
        title: domain,
        package: portApp(),
        domain,
        publicPort: 443,
        settings: {},
        admin: null,
        timezone: 'UTC',
        language: 'en',
      }),
    );
  }
}, 1_800_000);

/** As the control plane would have signed it then. */
async function signAuthority(nowMs: number): Promise<void> {
  const root = await createCaRoot(nowMs);
  const { csrPem } = doneOf(await host.call('authority.request', {}));
  const permitted: [string] = ['certificates.example.org'];
  const signed = await signHostAuthority({ root, csrPem, hostName: NAME, permitted, nowMs });
  if (!signed.ok) throw new Error(signed.error.message);
  const { certificatePem } = signed.value;
  doneOf(await host.call('authority.install', { certificatePem, rootPem: root.certificatePem }));
}

afterAll(async () => {
  for (const installation of [ONE, TWO]) await host?.call('installation.release', { installation });
  await host?.call('acme.set', { account: null });
  await host?.leave();
}, 300_000);

const issue = (installation: InstallationId, issuer?: CertificateIssuer, domain?: string) =>
  host.call('certificate.issue', {
    installation,
    ...(issuer === undefined ? {} : { issuer }),
    ...(domain === undefined ? {} : { domain }),
  });
const stateOf = async (installation: InstallationId) =>
  doneOf(await host.call('installation.status', { installation })).certificate;
const shell = async (command: string) => (await host.shell(command)).stdout.trim();

/** Serial, as openssl sees it over a visitor's connection. */
async function served(domain: string): Promise<string> {
  const shown = await shell(
    `openssl s_client -connect 127.0.0.1:443 -servername ${domain} < /dev/null 2>/dev/null | openssl x509 -noout -serial`,
  );
  return shown.replace('serial=', '').toLowerCase();
}

/** What the timer does, with nobody connected to the host: exit code of its service. */
async function renewAlone(): Promise<string> {
  await host.shell('systemctl start hop3-renew.service');
  return shell('systemctl show --value --property=ExecMainStatus hop3-renew.service');
}

const accounts = () => shell('find /var/lib/hop3/acme/accounts -name account.json | wc -l');

describe('before a directory is chosen', () => {
  it('it says so, and the private authority does its work', async () => {
    expect(failureOf(await issue(ONE, 'acme'))).toMatchObject({ code: 'certificate-failed' });
    expect(failureOf(await issue(ONE, 'acme'))?.message).toContain('knows no certificate directory');
    const issued = doneOf(await issue(TWO));
    expect(issued.issuer).toBe('private');
    doneOf(await host.call('route.open', { installation: TWO }));
    expect(await served(TWO_DOMAIN)).toBe(issued.serial);
    expect(
      await host.call('acme.set', {
        account: { directory: 'http://x.example.org/', email: null, caPem: null },
      }),
    ).toMatchObject({
      failed: { code: 'input-refused' },
    });
  });
});

describe('by ACME', () => {
  it('one is got before its site is there, once, by an account that keeps nothing of it', async () => {
    const account = { directory: directory.url, email: null, caPem: directory.caPem };
    doneOf(await host.call('acme.set', { account }));
    doneOf(await host.call('acme.set', { account }));
    const issued = doneOf(await issue(ONE, 'acme'));
    expect(issued.issuer).toBe('acme');
    expect(doneOf(await issue(ONE)).serial).toBe(issued.serial);
    doneOf(await host.call('route.open', { installation: ONE }));
    expect(await served(ONE_DOMAIN)).toBe(issued.serial);
    expect(await stateOf(ONE)).toMatchObject({ issuer: 'acme', domain: ONE_DOMAIN, failure: null });
    const left = await shell(
      'find /var/lib/hop3/acme /var/www/hop3-acme -type f ! -path "*/accounts/*"; ls /run/hop3/acme 2>/dev/null',
    );
    expect(left).toBe('');
    expect(await shell('stat -c "%U %a" /var/lib/hop3/acme')).toBe('hop3-acme 700');
    const open = await shell('find /var/lib/hop3/certificates -type f -perm /077');
    expect(open).toBe('');
  });

  it('further names use the same account', async () => {
    doneOf(await issue(ONE, 'acme', 'further.certificates.example.org'));
    expect(await accounts()).toBe('1');
    expect(await shell(`ls /var/lib/hop3/certificates/${ONE}`)).toContain('further.certificates.example.org');
    doneOf(
      await host.call('certificate.remove', {
        installation: ONE,
        domain: 'further.certificates.example.org',
      }),
    );
    expect(failureOf(await issue(ONE, 'acme', TWO_DOMAIN))?.code).toBe('domain-taken');
  });

  it('answers to challenges are plain files: no link of the account leads nginx out', async () => {
    await host.shell(
      'install -d -o hop3-acme /var/www/hop3-acme/.well-known/acme-challenge; runuser -u hop3-acme -- ln -sf /etc/hostname /var/www/hop3-acme/.well-known/acme-challenge/link; runuser -u hop3-acme -- sh -c "echo plain > /var/www/hop3-acme/.well-known/acme-challenge/file"',
    );
    const code = (path: string) =>
      shell(`curl -sS -o /dev/null -w '%{http_code}' -H 'Host: nobody.example.org' http://127.0.0.1${path}`);
    expect(await code('/.well-known/acme-challenge/file')).toBe('200');
    expect(await code('/.well-known/acme-challenge/link')).toBe('403');
    expect(await code('/')).toBe('000');
    await host.shell('rm /var/www/hop3-acme/.well-known/acme-challenge/*');
  });
});

describe.each(['acme', 'private'])('the issuer %s', (issuer) => {
  beforeAll(async () => {
    const project = join(import.meta.dirname, '..', '..');
    const bundle = await build({
      entryPoints: [join(project, 'agent', 'plugins', 'test-issuers-on-host.ts')],
      absWorkingDir: project,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      write: false,
      logLevel: 'silent',
      banner: {
        js: "import { createRequire as hop3CreateRequire } from 'node:module';\nconst require = hop3CreateRequire(import.meta.url);",
      },
    });
    await host.shell('cat > /root/test-issuers-on-host.mjs', bundle.outputFiles[0]?.text ?? '');
  });

  it.each(issuerConformance.map(({ name }) => name))('%s', async (check) => {
    const ran = await host.shell(
      `/opt/hop3/runtime/*/bin/node /root/test-issuers-on-host.mjs ${issuer} app.certificates.example.org '${check}'`,
    );
    expect(ran.code, `${ran.stdout}\n${ran.stderr}`).toBe(0);
  });
});

describe('what goes wrong', () => {
  const elsewhere = 'elsewhere.certificates.example.org';

  it('a name that points elsewhere: it says where', async () => {
    const { network } = { network: host.sandbox.address.replace(/\.\d+$/, '.1') };
    await directory.point(elsewhere, network);
    const failed = failureOf(await issue(ONE, 'acme', elsewhere));
    expect(failed?.code).toBe('domain-not-pointing-here');
    expect(failed?.message).toContain(`${elsewhere} points to ${network}`);
    expect(failed?.remedy).toContain('A record');
  });

  it('name servers that fail', async () => {
    const broken = 'broken.certificates.example.org';
    await directory.break(broken);
    expect(failureOf(await issue(ONE, 'acme', broken))).toMatchObject({
      code: 'domain-not-pointing-here',
      message: expect.stringContaining('name servers do not answer properly'),
    });
  });

  it('a closed port 80', async () => {
    await host.shell(
      'nft add table inet test_closed; nft "add chain inet test_closed input { type filter hook input priority -10; }"; nft add rule inet test_closed input tcp dport 80 reject with tcp reset',
    );
    try {
      const failed = failureOf(await issue(ONE, 'acme', 'closed.certificates.example.org'));
      expect(failed).toMatchObject({
        code: 'certificate-failed',
        message: `Port 80 of this server cannot be reached from outside (${host.sandbox.address}).`,
      });
      expect(failed?.remedy).toContain('firewall');
    } finally {
      await host.shell('nft delete table inet test_closed');
    }
  });

  it('harmed neither site', async () => {
    expect(await served(ONE_DOMAIN)).toBe((await stateOf(ONE))?.serial);
    expect(await served(TWO_DOMAIN)).toBe((await stateOf(TWO))?.serial);
    doneOf(await host.call('certificate.remove', { installation: ONE }));
    expect(await shell(`ls /var/lib/hop3/certificates/${ONE}`)).toBe(ONE_DOMAIN);
  });
});

describe('by itself', () => {
  it('the host renews nothing that is good for long', async () => {
    const before = [await served(ONE_DOMAIN), await served(TWO_DOMAIN)];
    expect(await renewAlone()).toBe('0');
    expect([await served(ONE_DOMAIN), await served(TWO_DOMAIN)]).toEqual(before);
  });

  it('renews what is due, as soon as the directory is there again, and remembers that it was not', async () => {
    // It begins anew: the account is unknown to it, and another one is made.
    await directory.start(SHORT);
    doneOf(await issue(ONE, 'private'));
    const first = doneOf(await issue(ONE, 'acme'));
    expect(await served(ONE_DOMAIN)).toBe(first.serial);
    const neighbour = await served(TWO_DOMAIN);
    await directory.stop();
    await until(first.notAfterMs - (SHORT * 1000) / 3);
    expect(await renewAlone()).toBe('1');
    expect(await served(ONE_DOMAIN)).toBe(first.serial);
    expect((await stateOf(ONE))?.failure).toMatchObject({
      code: 'certificate-failed',
      message: expect.stringContaining('cannot reach localhost'),
    });

    await directory.start(FIVE_YEARS);
    expect(await renewAlone()).toBe('0');
    const renewed = await stateOf(ONE);
    expect(renewed?.serial).not.toBe(first.serial);
    expect(renewed?.failure).toBeNull();
    expect(await served(ONE_DOMAIN)).toBe(renewed?.serial);
    expect(await served(TWO_DOMAIN)).toBe(neighbour);
  });

  it('renews those of the private authority too', async () => {
    const before = await served(TWO_DOMAIN);
    // As one of before there was a note of who signed it.
    await host.shell(`rm /var/lib/hop3/certificates/${TWO}/${TWO_DOMAIN}/state.json`);
    expect(await renewAlone()).toBe('0');
    expect(await served(TWO_DOMAIN)).not.toBe(before);
    expect(await stateOf(TWO)).toMatchObject({ issuer: 'private', failure: null });
  });
});

describe('a certificate that somebody damaged', () => {
  const file = `/var/lib/hop3/certificates/${ONE}/${ONE_DOMAIN}/certificate.pem`;

  it('stops no change of a neighbour, is replaced by the one before, then renewed', async () => {
    await host.shell(`echo damaged > ${file}`);
    doneOf(await host.call('route.close', { installation: TWO }));
    doneOf(await host.call('route.open', { installation: TWO }));
    expect(await served(TWO_DOMAIN)).toBe((await stateOf(TWO))?.serial);
    const mended = await stateOf(ONE);
    expect(await served(ONE_DOMAIN)).toBe(mended?.serial);
    expect(mended?.failure?.message).toContain('was damaged');
    expect(await renewAlone()).toBe('0');
    expect(await stateOf(ONE)).toMatchObject({ issuer: 'acme', failure: null });
    expect((await stateOf(ONE))?.serial).not.toBe(mended?.serial);
  });

  it('without one before it gets a stand-in, so that the web server can start', async () => {
    await host.shell(`rm ${file} $(dirname ${file})/before.pem; systemctl stop nginx`);
    doneOf(await host.call('route.open', { installation: TWO }));
    expect(await served(TWO_DOMAIN)).toBe((await stateOf(TWO))?.serial);
    expect(await served(ONE_DOMAIN)).toBe('01');
    expect(await renewAlone()).toBe('0');
    expect(await served(ONE_DOMAIN)).toBe((await stateOf(ONE))?.serial);
  });

  it('that the web server cannot be made to show is not kept', async () => {
    const before = await stateOf(ONE);
    await host.shell("echo 'nonsense;' > /etc/nginx/conf.d/foreign.conf");
    const failed = failureOf(await issue(ONE, 'private'));
    await host.shell('rm /etc/nginx/conf.d/foreign.conf');
    expect(failed?.code).toBe('proxy-refused');
    expect(await stateOf(ONE)).toMatchObject({ issuer: 'acme', serial: before?.serial, failure: null });
    expect(await shell(`openssl x509 -noout -serial -in ${file}`)).toBe(
      `serial=${before?.serial.toUpperCase()}`,
    );
  });
});

it('the end of the private authority is told in time, and what it is when it came', async () => {
  const day = 24 * 3600_000;
  await signAuthority(Date.now() - FIVE_YEARS * 1000 + 20 * day);
  expect((await stateOf(TWO))?.failure?.message).toContain(
    "This server's own authority for certificates ends on",
  );
  await signAuthority(Date.now() - FIVE_YEARS * 1000 - 10 * day);
  expect(failureOf(await issue(TWO, 'private', 'late.certificates.example.org'))?.message).toContain(
    'has run out',
  );
  await signAuthority(Date.now());
  expect((await stateOf(TWO))?.failure).toBeNull();
  doneOf(await host.call('certificate.remove', { installation: TWO }));
});

it('certificates of before there was one for each address are taken over', async () => {
  const place = `/var/lib/hop3/certificates/${TWO}`;
  const { serial } = (await stateOf(TWO)) ?? {};
  await host.shell(
    `cd ${place} && openssl pkey -in ${TWO_DOMAIN}/certificate.pem -out key.pem && openssl crl2pkcs7 -nocrl -certfile ${TWO_DOMAIN}/certificate.pem | openssl pkcs7 -print_certs -out fullchain.pem && rm -r ${TWO_DOMAIN} && sed -i 's#${place}/${TWO_DOMAIN}/certificate.pem;#${place}/fullchain.pem;#; s#_key ${place}/fullchain.pem#_key ${place}/key.pem#' /etc/nginx/hop3/*.conf && nginx -t && systemctl reload nginx && systemctl stop hop3-rootd.service`,
  );
  expect(await stateOf(TWO)).toMatchObject({ serial });
  expect(await served(TWO_DOMAIN)).toBe(serial);
  expect(await shell(`ls ${place}`)).toBe(TWO_DOMAIN);
  expect(await shell(`grep -c ${place}/fullchain.pem /etc/nginx/hop3/*.conf | grep -v ':0$'`)).toBe('');
});

it('nothing is left of them', async () => {
  for (const installation of [ONE, TWO]) {
    doneOf(await host.call('installation.release', { installation }));
    const left = doneOf(await host.call('installation.inventory', { installation }));
    expect(Object.values(left).flat().filter(Boolean)).toEqual([]);
  }
});

async function until(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, ms - Date.now()) + 500));
}
