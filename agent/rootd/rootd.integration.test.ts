// SPDX-License-Identifier: AGPL-3.0-or-later
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InstallationId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';
import { type RootdInput, rootdVerbs } from '#contract/rootd-api.ts';
import { createCaRoot, signHostAuthority } from '#server/hosts/ca-root.ts';
import { mintLabel, mintPort, userOf } from './mint.ts';
import { echoApp, guardedApp, portApp } from './test-apps.ts';
import { type Answer, type RootdHost, rootdHost, signTicket } from './test-rootd-host.ts';

/**
 * The privilege boundary on a real host, asked by an agent that has gone bad: it may send anything to rootd's socket,
 * and it has every ticket that was ever used.
 */
const NAME = 'test-rootd';
const newId = () => randomUUID() as InstallationId;
const ALICE = newId();
const BOB = newId();
const CAROL = newId();

let host: RootdHost;
const log = (line: string) => console.error(line);
const onEvent = (kind: 'log' | 'note', text: string) => (kind === 'note' ? log(text) : undefined);

function reserveInput(
  installation: InstallationId,
  pack: Package,
  change: Partial<RootdInput<'installation.reserve'>> = {},
) {
  return {
    installation,
    title: 'Quotes " and \' and 100% $HOME \\',
    package: pack,
    domain: `${installation.slice(0, 8)}.${NAME}.apps.localhost`,
    publicPort: 8443,
    settings: {},
    admin: null,
    timezone: 'Europe/Paris',
    language: 'en',
    ...change,
  };
}

const failureOf = (answer: Answer<unknown>) => ('failed' in answer ? answer.failed : null);
function doneOf<T>(answer: Answer<T>): T {
  if ('failed' in answer) throw new Error(JSON.stringify(answer.failed));
  return answer.done;
}

beforeAll(async () => {
  host = await rootdHost({ name: NAME, directory: join(tmpdir(), 'hop3-test-rootd'), log });
  doneOf(await host.call('base.ensure', { suite: 'trixie' }, { onEvent }));
}, 1_800_000);

afterAll(async () => {
  for (const installation of [ALICE, BOB, CAROL]) await host?.call('installation.release', { installation });
  await host?.leave();
}, 300_000);

const secrets = {
  'env.GENERATED': 'back\\slash "double" \'single\' $HOME ${HOME} $(id) `id` 100% %h # ; \t end',
  'admin.password': 'admin-password-1234',
};

describe('tickets', () => {
  const input = { suite: 'trixie' };

  it.each(
    Object.entries(rootdVerbs)
      .filter(([, verb]) => verb.ticket)
      .map(([verb]) => verb),
  )('are needed for %s', async (verb) => {
    const answer = await host.send({ verb, input: sampleInput(verb) });
    expect(failureOf(answer)?.code).toBe('ticket-refused');
  });

  it('of another key, another host, another verb, another input, the past and an earlier epoch are refused', async () => {
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const body = JSON.parse(
      Buffer.from(host.ticketFor('base.ensure', input).split('.')[0] ?? '', 'base64url').toString(),
    );
    const tickets = [
      signTicket(body, stranger),
      host.ticketFor('base.ensure', input, { host: randomUUID() as never }),
      host.ticketFor('trust.set', input, {}),
      host.ticketFor('base.ensure', { suite: 'bookworm' }),
      host.ticketFor('base.ensure', input, { expiresAt: Date.now() - 60_000 }),
      host.ticketFor('base.ensure', input, { epoch: 0 }),
      host.ticketFor('base.ensure', input, { installation: ALICE }),
      `${host.ticketFor('base.ensure', input)}x`,
    ];
    for (const ticket of tickets) {
      expect(failureOf(await host.send({ verb: 'base.ensure', input, ticket }))?.code).toBe('ticket-refused');
    }
  });

  it('work once, also after rootd was started again', async () => {
    const trust = { certificatesPem: [] };
    const ticket = host.ticketFor('trust.set', trust);
    const request = { verb: 'trust.set', input: trust, ticket };
    doneOf(await host.send(request));
    expect(failureOf(await host.send(request))?.message).toContain('used before');
    await host.shell('systemctl stop hop3-rootd.service');
    expect(failureOf(await host.send(request))?.message).toContain('used before');
  });
});

describe('requests', () => {
  it.each([
    ['no JSON', 'rm -rf /\n'],
    ['an unknown verb', { verb: 'root.shell', input: {} }],
    ['a verb of the prototype', { verb: 'constructor', input: {} }],
    ['a further key', { verb: 'host.installations', input: {}, argv: ['sh'] }],
    ['a path as installation', { verb: 'installation.stop', input: { installation: '../../etc/passwd' } }],
  ])('that are %s are refused', async (_, request) => {
    expect(failureOf(await host.send(request))?.code).toBe('input-refused');
  });

  it('that never end or are too long are refused and do not stop the next one', async () => {
    expect(failureOf(await host.send(`{"verb":"${'x'.repeat(9 * 1024 * 1024)}"}\n`))?.code).toBe(
      'input-refused',
    );
    doneOf(await host.send({ verb: 'host.installations', input: {} }));
  });

  it('come from the group hop3-agent only', async () => {
    const stat = await host.shell('stat -c "%U %G %a" /run/hop3/rootd.sock');
    expect(stat.stdout.trim()).toBe('root hop3-agent 660');
    const stranger = await host.shell(
      'runuser -u nobody -- socat -t 1 STDIO UNIX-CONNECT:/run/hop3/rootd.sock',
      '{"verb":"host.installations","input":{}}\n',
    );
    expect(stranger.stdout).toBe('');
  });
});

describe('fields', () => {
  const pack = echoApp();
  const refusals: [string, Partial<RootdInput<'installation.reserve'>>, string][] = [
    ['title', { title: 'a\n[Service]\nUser=root' }, 'title'],
    ['domain', { domain: 'x; rm -rf /' }, 'domain'],
    ['domain with a newline', { domain: 'a.example.org\n' }, 'domain'],
    ['time zone', { timezone: 'UTC\nX=1' }, 'timezone'],
    ['time zone with a quote', { timezone: 'UTC"' }, 'timezone'],
    ['language', { language: 'en;id' }, 'language'],
    ['administrator', { admin: { username: 'a\u0000b', email: 'a@example.org' } }, 'admin.username'],
    ['setting', { settings: { weird: 'x\u001b[2J' } }, 'settings.weird'],
    ['unknown setting', { settings: { other: 'x' } }, 'settings.other'],
  ];
  it.each(refusals)(
    'with control characters or more than a value are refused: %s',
    async (_, change, field) => {
      const answer = await host.call('installation.reserve', reserveInput(newId(), pack, change));
      expect(failureOf(answer)?.code).toBe('input-refused');
      expect(failureOf(answer)?.message).toContain(field);
    },
  );

  it('of a package that reach over ours are refused', async () => {
    for (const target of ['/etc', '/run/hop3', '/data/inside', '/usr/bin']) {
      const bad = {
        ...pack,
        manifest: {
          ...pack.manifest,
          volumes: [{ name: 'v', target, mode: '0750', backup: { include: true } }],
        },
      };
      const answer = await host.call('installation.reserve', reserveInput(newId(), bad as Package));
      expect(failureOf(answer)?.code).toBe('input-refused');
    }
  });
});

describe('what is taken', () => {
  it('an account of that name is refused and left alone', async () => {
    const id = newId();
    const user = userOf(mintLabel(id));
    await host.shell(`useradd --system --no-create-home ${user}`);
    const answer = await host.call('installation.reserve', reserveInput(id, echoApp()), { secrets });
    expect(failureOf(answer)?.code).toBe('name-taken');
    doneOf(await host.call('installation.release', { installation: id }));
    expect((await host.shell(`getent passwd ${user}`)).code).toBe(0);
    await host.shell(`userdel ${user}`);
  });

  it('a port in use is not given', async () => {
    const id = newId();
    const first = mintPort(id, new Set());
    const listening = host.shell(`timeout 60 socat TCP-LISTEN:${first},bind=127.0.0.1 STDIO`);
    await expect
      .poll(async () => (await host.shell(`ss -ltnH sport = :${first}`)).stdout, {
        timeout: 60_000,
        interval: 500,
      })
      .toContain(String(first));
    const { port } = doneOf(await host.call('installation.reserve', reserveInput(id, portApp())));
    expect(port).not.toBe(first);
    expect(port).toBeGreaterThanOrEqual(20_000);
    doneOf(await host.call('installation.release', { installation: id }));
    await host.shell(`socat -u OPEN:/dev/null TCP:127.0.0.1:${first}`);
    await listening;
  });
});

describe('an installation', () => {
  const settings = { weird: '"; rm -rf / # $PATH %h \\ \'' };

  it('is built, configured and started, and gets every value exactly as it was', async () => {
    const pack = echoApp();
    const input = reserveInput(ALICE, pack, {
      settings,
      admin: { username: 'admin', email: 'a@example.org' },
    });
    const first = doneOf(await host.call('installation.reserve', input, { secrets }));
    expect(doneOf(await host.call('installation.reserve', input, { secrets }))).toEqual(first);
    doneOf(await host.call('root.build', { installation: ALICE }, { onEvent }));
    doneOf(await host.call('installation.configure', { installation: ALICE }));
    doneOf(await host.call('installation.configure', { installation: ALICE }));
    expect(doneOf(await host.call('hook.run', { installation: ALICE, hook: 'initialise' }))).toEqual({
      ran: true,
    });
    doneOf(await host.call('installation.start', { installation: ALICE }));
    doneOf(await host.call('installation.start', { installation: ALICE }));

    const { root } = doneOf(await host.call('root.parts', { installation: ALICE }));
    expect(root?.digest).toBe(
      doneOf(await host.call('installation.status', { installation: ALICE })).rootDigest,
    );
    expect(root?.parts).toContainEqual(expect.stringMatching(/^debian libc6 2\./));

    const seen = await askApp(first.user, 'web.sock');
    expect(seen.argv).toEqual([
      '$HOME',
      '${HOME}',
      '%h',
      '100%',
      'a "b" \'c\'',
      'back\\slash\\n',
      ';',
      ' ',
      'ünï ✓',
    ]);
    expect(seen.env.GENERATED).toBe(secrets['env.GENERATED']);
    expect(seen.env.WEIRD).toBe(settings.weird);
    expect(seen.env.TITLE).toBe(input.title);
    expect(seen.env.ADMIN_PASSWORD).toBeUndefined();
    expect(seen.uid).toBe(first.uid);
    expect(seen.beforeStart).toBe('ran in /package');
    // A line for /bin/sh arrives unaltered too: the shell expanded it, not systemd.
    expect(seen.line).toBe('/data %h \\ "q" 7');
    expect(seen.hook).toEqual({ username: 'admin', password: 'admin-password-1234', dollars: '$HOME $$ %h' });
  });

  it('has units that the real systemd accepts and no secret in them', async () => {
    const { user } = doneOf(await host.call('host.installations', {})).installations.find(
      (one) => one.installation === ALICE,
    ) ?? { user: '' };
    const verified = await host.shell(
      `systemd-analyze verify /etc/systemd/system/${user}* 2>&1 | grep -v 'is not executable' || true`,
    );
    expect(verified.stdout.trim()).toBe('');
    const leaked = await host.shell(
      `grep -l admin-password /etc/systemd/system/${user}* /etc/nginx -r; true`,
    );
    expect(leaked.stdout).toBe('');
    const open = await host.shell(
      'find /var/lib/hop3/secrets /var/lib/hop3/registry /var/lib/hop3/installations -maxdepth 2 \\( -name "*.env" -o -name "*.json" \\) -perm /077',
    );
    expect(open.stdout).toBe('');
  });

  it('gets a certificate once, and an address with forwarded headers that nobody can forge', async () => {
    const root = await createCaRoot();
    const { csrPem } = doneOf(await host.call('authority.request', {}));
    expect(doneOf(await host.call('authority.request', {})).csrPem).toBe(csrPem);
    const stranger = await signHostAuthority({
      root,
      csrPem,
      hostName: NAME,
      permitted: [`${NAME}.apps.localhost`],
    });
    if (!stranger.ok) throw new Error(stranger.error.message);
    const pems = { certificatePem: stranger.value.certificatePem, rootPem: root.certificatePem };
    const otherRoot = (await createCaRoot()).certificatePem;
    const refused = await host.call('authority.install', { ...pems, rootPem: otherRoot });
    expect(failureOf(refused)?.code).toBe('certificate-failed');
    doneOf(await host.call('authority.install', pems));

    const issued = doneOf(await host.call('certificate.issue', { installation: ALICE }));
    expect(doneOf(await host.call('certificate.issue', { installation: ALICE })).serial).toBe(issued.serial);
    doneOf(await host.call('route.open', { installation: ALICE }));
    doneOf(await host.call('route.open', { installation: ALICE }));

    const { domain } = doneOf(await host.call('installation.describe', { installation: ALICE }));
    const forged = [
      'X-Forwarded-For: 6.6.6.6',
      'X-Forwarded-Proto: http',
      'X-Forwarded-Host: evil',
      'X-Real-IP: 6.6.6.6',
      'Forwarded: for=6.6.6.6',
      'Remote-User: root',
      'Proxy: evil',
    ];
    const curl = (more: string) =>
      host.shell(
        `curl -4 -sS -m 10 --cacert /var/lib/hop3/authority/root.pem ${more} https://${domain}:8443/`,
      );
    const { headers } = JSON.parse((await curl(forged.map((header) => `-H '${header}'`).join(' '))).stdout);
    expect(headers).toMatchObject({
      host: `${domain}:8443`,
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': `${domain}:8443`,
      'x-forwarded-port': '8443',
    });
    expect(JSON.stringify(headers)).not.toMatch(/6\.6\.6\.6|evil|remote-user/);
    const plain = await host.shell(
      `curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' -H 'Host: ${domain}' http://127.0.0.1/a`,
    );
    expect(plain.stdout).toBe(`301 https://${domain}:8443/a`);
    expect((await host.shell('curl -sSk -m 5 https://nobody.apps.localhost/')).code).not.toBe(0);
  });

  it('keeps its address when the web server refuses a new configuration', async () => {
    await host.shell("echo 'nonsense;' > /etc/nginx/conf.d/foreign.conf");
    const refused = await host.call('route.close', { installation: ALICE });
    expect(failureOf(refused)?.code).toBe('proxy-refused');
    await host.shell('rm /etc/nginx/conf.d/foreign.conf; nginx -t');
    const { domain } = doneOf(await host.call('installation.describe', { installation: ALICE }));
    const answer = await host.shell(
      `curl -4 -sS -m 10 --cacert /var/lib/hop3/authority/root.pem https://${domain}:8443/`,
    );
    expect(answer.stdout).toContain('argv');
    doneOf(await host.call('route.close', { installation: ALICE }));
    expect((await host.shell(`curl -sSk -m 5 https://${domain}:8443/`)).code).not.toBe(0);
    doneOf(await host.call('certificate.remove', { installation: ALICE }));
  });

  it('cannot lead rootd out of its tree by links', async () => {
    const { user } = doneOf(await host.call('host.installations', {})).installations.find(
      (one) => one.installation === ALICE,
    ) ?? { user: '' };
    await host.shell(
      'mkdir -p /etc/hop3-canary && echo untouched > /etc/hop3-canary/file && chmod 755 /etc/hop3-canary',
    );
    const before = (
      await host.shell('stat -c "%n %U %G %a %Y" /etc /etc/hop3-canary /etc/hop3-canary/file /etc/passwd')
    ).stdout;
    // As the app would: links in place of everything that it may write.
    const base = `/var/lib/hop3/installations/${user}`;
    await host.shell(
      `cd ${base}/volumes/content && setpriv --reuid=${user} --regid=${user} --clear-groups sh -c 'rm -rf ./* && ln -s /etc/hop3-canary sub && ln -s /etc/hop3-canary/file inner.txt'; ` +
        `cd ${base}/data && setpriv --reuid=${user} --regid=${user} --clear-groups sh -c 'ln -s /etc/hop3-canary data && ln -s /etc/hop3-canary/file x.conf'`,
    );
    doneOf(await host.call('installation.configure', { installation: ALICE }));
    doneOf(await host.call('installation.restart', { installation: ALICE }));
    doneOf(await host.call('installation.status', { installation: ALICE }));
    doneOf(await host.call('installation.unconfigure', { installation: ALICE }));
    const after = (
      await host.shell('stat -c "%n %U %G %a %Y" /etc /etc/hop3-canary /etc/hop3-canary/file /etc/passwd')
    ).stdout;
    expect(after.split('\n').slice(1)).toEqual(before.split('\n').slice(1));
    expect((await host.shell('cat /etc/hop3-canary/file; rm -r /etc/hop3-canary')).stdout).toBe(
      'untouched\n',
    );
  });

  it('cannot be built from another package than its ticket names', async () => {
    const input = { installation: ALICE };
    const ticket = host.ticketFor('root.build', input, { manifestDigest: 'f'.repeat(64) });
    expect(failureOf(await host.send({ verb: 'root.build', input, ticket }))?.message).toContain(
      'another package',
    );
  });

  it('does not give its domain to another', async () => {
    const { domain } = reserveInput(ALICE, echoApp());
    const answer = await host.call('installation.reserve', reserveInput(BOB, echoApp(), { domain }), {
      secrets,
    });
    expect(failureOf(answer)?.code).toBe('domain-taken');
  });

  it('reaches nothing of another one', async () => {
    for (const [verb] of [['installation.configure'], ['installation.start']] as const) {
      doneOf(await host.call(verb, { installation: ALICE }));
    }
    const alice = doneOf(await host.call('installation.describe', { installation: ALICE }));
    if (alice.endpoint.kind !== 'socket') throw new Error('the echo app has a socket');
    const bob = doneOf(await host.call('installation.reserve', reserveInput(BOB, portApp())));
    doneOf(await host.call('root.build', { installation: BOB }));
    doneOf(await host.call('installation.configure', { installation: BOB }));
    doneOf(await host.call('installation.start', { installation: BOB }));
    // Another app's user on the same loopback.
    const aliceUser = alice.endpoint.path.split('/').at(-2) ?? '';
    const port = await host.shell(
      `setpriv --reuid=${aliceUser} --regid=${aliceUser} --clear-groups curl -sS -m 5 http://127.0.0.1:${bob.port}/ ; setpriv --reuid=${bob.user} --regid=${bob.user} --clear-groups curl -sS -m 5 --unix-socket ${alice.endpoint.path} http://x/`,
    );
    expect(port.stdout).toBe('');
    expect((await host.shell(`curl -sS -m 5 http://127.0.0.1:${bob.port}/`)).stdout).toContain('hello');
    // What a program inside sees of the host.
    const inside = await host.shell(
      `pid=$(systemctl show -p MainPID --value ${bob.user}-web.service); ls /proc/$pid/root/var/lib/hop3 2>&1; ls /proc/$pid/root/run; cat /proc/$pid/root/etc/passwd`,
    );
    expect(inside.stdout).not.toContain(aliceUser);
  });

  it('is not started while another program listens on its port, which would get its visitors', async () => {
    const { port } = doneOf(await host.call('installation.describe', { installation: BOB })).endpoint as {
      port: number;
    };
    doneOf(await host.call('installation.stop', { installation: BOB }));
    await host.shell(
      `systemd-run --quiet --collect --unit=stranger socat TCP-LISTEN:${port},bind=127.0.0.1,fork SYSTEM:true`,
    );
    await expect
      .poll(async () => (await host.shell(`ss -ltnH sport = :${port}`)).stdout, { timeout: 60_000 })
      .toContain(String(port));
    const refused = failureOf(await host.call('installation.start', { installation: BOB }));
    expect(refused).toMatchObject({ code: 'port-taken', message: expect.stringContaining(String(port)) });
    expect(refused?.detail).toContain('socat');
    await host.shell('systemctl stop stranger.service');
    doneOf(await host.call('installation.start', { installation: BOB }));
    // What runs already is left as it is.
    doneOf(await host.call('installation.start', { installation: BOB }));
    expect((await host.shell(`curl -sS -m 5 http://127.0.0.1:${port}/`)).stdout).toContain('hello');
  });

  it('without a sign-in of its own is guarded: by name and password, also after a new one', async () => {
    const of = { installation: CAROL };
    const input = reserveInput(CAROL, guardedApp(), {
      admin: { username: 'admin', email: 'a@example.org' },
    });
    const { user, port } = doneOf(
      await host.call('installation.reserve', input, { secrets: { 'admin.password': "it's $5:00" } }),
    );
    doneOf(await host.call('root.build', of));
    doneOf(await host.call('installation.configure', of));
    doneOf(await host.call('hook.run', { ...of, hook: 'admin-create' }));
    doneOf(await host.call('hook.run', { ...of, hook: 'admin-create' }));
    doneOf(await host.call('hook.run', { ...of, hook: 'admin-verify' }));
    doneOf(await host.call('installation.start', of));
    const described = doneOf(await host.call('installation.describe', of));
    expect(described.endpoint).toEqual({ kind: 'socket', path: `/run/hop3/apps/${user}/web.sock` });
    expect(described.behindGuard).toEqual({ kind: 'port', port });

    const ask = async (credential: string | null) => {
      const answer = await host.shell(
        `curl -sS -m 10 -H 'Remote-User: root' --unix-socket /run/hop3/apps/${user}/web.sock -w ' %{http_code}' ${credential === null ? '' : `-u "${credential}"`} http://app/any/where`,
      );
      return answer.stdout;
    };
    expect(await ask(null)).toMatch(/ 401$/);
    expect(await ask('admin:wrong')).toMatch(/ 401$/);
    expect(await ask("root:it's \\$5:00")).toMatch(/ 401$/);
    expect(await ask("admin:it's \\$5:00")).toBe('user=admin secret=None 200');

    const renewed = { secrets: { 'admin.password': 'another one' } };
    doneOf(await host.call('hook.run', { ...of, hook: 'admin-reset' }, renewed));
    expect(await ask("admin:it's \\$5:00")).toMatch(/ 401$/);
    expect(await ask('admin:another one')).toBe('user=admin secret=None 200');
    doneOf(await host.call('hook.run', { ...of, hook: 'admin-verify' }));
    await host.shell(
      "echo 'admin:$6$salt$nonsense' > /proc/$(systemctl show -p MainPID --value " +
        user +
        '-guard.service)/root/data/.hop3-guard',
    );
    expect(failureOf(await host.call('hook.run', { ...of, hook: 'admin-verify' }))).not.toBeNull();
  });

  it('leaves nothing behind, seen by the system', async () => {
    for (const installation of [ALICE, BOB, CAROL]) {
      doneOf(await host.call('installation.release', { installation }));
      doneOf(await host.call('installation.release', { installation }));
      expect(doneOf(await host.call('installation.inventory', { installation }))).toEqual({
        user: null,
        units: [],
        timers: [],
        databases: [],
        roles: [],
        directories: [],
        sites: [],
        certificates: [],
        ports: [],
        firewallRules: [],
        registryEntry: false,
      });
    }
  });
});

interface Seen {
  argv: string[];
  env: Record<string, string>;
  uid: number;
  beforeStart: string;
  line: string;
  hook: unknown;
}

async function askApp(user: string, socket: string): Promise<Seen> {
  const answer = await host.shell(
    `curl -sS -m 10 --unix-socket /run/hop3/apps/${user}/${socket} http://app/`,
  );
  return JSON.parse(answer.stdout) as Seen;
}

/** Something that passes each verb's schema, so that the ticket is what is missing. */
function sampleInput(verb: string): unknown {
  const installation = newId();
  const from = {
    target: { kind: 'local', id: 'local' },
    repositoryOf: installation,
    snapshot: 'a'.repeat(64),
  };
  const keep = { daily: 7, weekly: 4, monthly: 6 };
  const plan = { schedule: { every: 'day', at: '03:15' }, keep, paused: false, targets: [from.target] };
  const sample: Record<string, unknown> = {
    'base.ensure': { suite: 'trixie' },
    'authority.request': {},
    'authority.install': { certificatePem: 'x', rootPem: 'x' },
    'trust.set': { certificatesPem: [] },
    'acme.set': { account: null },
    'installation.reserve': reserveInput(installation, echoApp()),
    'installation.readdress': { installation, domain: 'other.example.org' },
    'hook.run': { installation, hook: 'migrate' },
    'release.prepare': { installation, package: echoApp(), settings: {} },
    'release.switch': { installation, packageDigest: 'a'.repeat(64), rootDigest: 'b'.repeat(64) },
    'state.restore': { installation, from, restore: randomUUID() },
    'state.switch': { installation, generation: 1, keepDays: 7 },
    'state.discard': { installation, restore: randomUUID() },
    'installation.prepare': { installation, plan },
    'backup.plan-set': { installation, plan },
    'backup.inspect': { installation, from },
    'root.restore': { installation, from },
    'backup.forget': { installation, backup: '20261126T031502Z-4f1c' },
    'store.set': { publicKeys: [] },
    'store.retain': { repositoryOf: installation, keep, pinned: [] },
  };
  return sample[verb] ?? { installation };
}
