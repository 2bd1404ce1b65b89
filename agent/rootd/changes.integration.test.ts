// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '#contract/canonical-json.ts';
import type { InstallationId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';
import { createCaRoot, signHostAuthority } from '#server/hosts/ca-root.ts';
import { notesApp, portNotes } from './test-apps.ts';
import { type Answer, type RootdHost, rootdHost, sha256 } from './test-rootd-host.ts';

/**
 * Changing an installation on its host: visitors held, data in generations, releases side by side, another address.
 * One app that keeps notes in every place that an app can have.
 */
const NAME = 'test-rootd';
const NOTES = randomUUID() as InstallationId;
const DOMAIN = `notes.${NAME}.apps.localhost`;
const installation = NOTES;

let host: RootdHost;
let rootPem = '';
const log = (line: string) => console.error(line);
const onEvent = (kind: 'log' | 'note', text: string) => (kind === 'note' ? log(text) : undefined);

const failureOf = (answer: Answer<unknown>) => ('failed' in answer ? answer.failed : null);
function doneOf<T>(answer: Answer<T>): T {
  if ('failed' in answer) throw new Error(JSON.stringify(answer.failed));
  return answer.done;
}

beforeAll(async () => {
  host = await rootdHost({ name: NAME, directory: join(tmpdir(), 'hop3-test-rootd'), log });
  doneOf(await host.call('base.ensure', { suite: 'trixie' }, { onEvent }));
  const root = await createCaRoot();
  const { csrPem } = doneOf(await host.call('authority.request', {}));
  const signed = await signHostAuthority({
    root,
    csrPem,
    hostName: NAME,
    permitted: [`${NAME}.apps.localhost`],
  });
  if (!signed.ok) throw new Error(signed.error.message);
  rootPem = root.certificatePem;
  doneOf(await host.call('authority.install', { certificatePem: signed.value.certificatePem, rootPem }));
  doneOf(
    await host.call(
      'installation.reserve',
      {
        installation,
        title: 'Notes',
        package: notesApp(),
        domain: DOMAIN,
        publicPort: 8443,
        settings: {},
        admin: { username: 'admin', email: 'a@example.org' },
        timezone: 'UTC',
        language: 'en',
      },
      { secrets: { 'admin.password': 'first-password-1234' } },
    ),
  );
  doneOf(await host.call('root.build', { installation }, { onEvent }));
  doneOf(await host.call('addons.create', { installation }, { onEvent }));
  doneOf(await host.call('installation.configure', { installation }));
  doneOf(await host.call('hook.run', { installation, hook: 'initialise' }));
  doneOf(await host.call('installation.start', { installation }));
  doneOf(await host.call('certificate.issue', { installation }));
  doneOf(await host.call('route.open', { installation }));
}, 1_800_000);

afterAll(async () => {
  await host?.call('installation.release', { installation });
  await host?.leave();
}, 300_000);

describe('visitors', () => {
  it('of an app that is restarted wait: no request fails, none is done twice', async () => {
    const crowd = visitors(8);
    await passed(1000);
    doneOf(await host.call('installation.restart', { installation }));
    doneOf(await host.call('installation.restart', { installation }));
    await passed(500);
    const { failed, posts, gets, slowestMs } = await crowd.leave();
    log(`${gets} GETs, ${posts} POSTs, slowest ${slowestMs} ms`);
    expect(failed).toEqual([]);
    expect(gets).toBeGreaterThan(100);
    const ticks = await ask('GET', '/ticks');
    expect(JSON.parse(ticks.body)).toBe(posts);
    expect(slowestMs).toBeLessThan(20_000);
  });

  it('of an app that is stopped read that it is away, and reach it once it is there', async () => {
    doneOf(await host.call('installation.stop', { installation }));
    const away = await ask('GET', '/', { accept: 'text/html' });
    expect(away.status).toBe(503);
    expect(away.headers['retry-after']).toBe('15');
    expect(away.body).toContain('Not here at the moment');
    doneOf(await host.call('route.hold', { installation, mode: 'wait', seconds: 60 }));
    const waiting = ask('POST', '/ticks', {}, 'waited');
    doneOf(await host.call('installation.start', { installation }));
    doneOf(await host.call('route.resume', { installation }));
    expect(await waiting).toMatchObject({ status: 200, body: '"kept"' });
  });

  it('of a closed site are told to come back, also after a boot of the web server, until it ends by itself', async () => {
    const hold = (seconds: number) => host.call('route.hold', { installation, mode: 'closed', seconds });
    doneOf(await hold(600));
    expect(await ask('GET', '/')).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
    expect(doneOf(await host.call('installation.status', { installation })).held).toBe('closed');
    // What only makes visitors wait does not open it.
    doneOf(await host.call('installation.restart', { installation }));
    await host.shell('systemctl restart nginx.service hop3-agent.service');
    expect(await ask('POST', '/ticks', {}, 'no')).toMatchObject({ status: 503 });
    doneOf(await hold(3));
    await passed(3500);
    expect(await ask('POST', '/ticks', {}, 'yes')).toMatchObject({ status: 200 });
    await expect
      .poll(async () => (await host.shell('cat /etc/nginx/hop3/*.conf')).stdout, { timeout: 30_000 })
      .toContain('ways-in');
    expect(doneOf(await host.call('installation.status', { installation })).held).toBe('no');

    doneOf(await hold(600));
    doneOf(await host.call('route.resume', { installation }));
    doneOf(await host.call('route.resume', { installation }));
    expect(await ask('GET', '/ticks')).toMatchObject({ status: 200 });
  });
});

const about = async () => JSON.parse((await ask('GET', '/about')).body);

describe('releases', () => {
  const next = portNotes();
  const digestOf = (pack: Package) => sha256(canonicalJson(pack));
  let rootDigest = '';
  let nextRoot = '';
  const roots = async () => (await host.shell('ls /var/lib/hop3/roots')).stdout;

  it('are prepared and built beside the one that runs', async () => {
    rootDigest = doneOf(await host.call('installation.status', { installation })).rootDigest ?? '';
    const prepare = () =>
      host.call('release.prepare', { installation, package: next, settings: { colour: 'green' } });
    expect(failureOf(await prepare())?.message).toContain('env.SALT');
    for (const salt of ['first-salt-00000', 'other-salt-00000']) {
      doneOf(
        await host.call(
          'release.prepare',
          { installation, package: next, settings: { colour: 'green' } },
          { secrets: { 'env.SALT': salt } },
        ),
      );
    }
    const other = { ...next, id: 'another' };
    expect(
      failureOf(await host.call('release.prepare', { installation, package: other, settings: {} }))?.code,
    ).toBe('input-refused');
    host.speakOf(installation, next);
    const build = () => host.call('root.build', { installation, release: 'next' }, { onEvent });
    nextRoot = doneOf(await build()).digest;
    expect(doneOf(await build()).digest).toBe(nextRoot);
    expect(nextRoot).not.toBe(rootDigest);
    expect(await about()).toMatchObject({ version: '1', salt: null });
  });

  it('are switched only while it is stopped, twice, and back', async () => {
    const forward = { installation, packageDigest: digestOf(next), rootDigest: nextRoot };
    expect(failureOf(await host.call('release.switch', forward))?.code).toBe('busy');
    doneOf(await host.call('route.hold', { installation, mode: 'closed', seconds: 600 }));
    doneOf(await host.call('installation.stop', { installation }));
    expect(
      failureOf(await host.call('release.switch', { ...forward, rootDigest: 'f'.repeat(64) }))?.code,
    ).toBe('not-found');
    const switched = doneOf(await host.call('release.switch', forward));
    expect(doneOf(await host.call('release.switch', forward))).toEqual(switched);
    doneOf(await host.call('hook.run', { installation, hook: 'migrate' }));
    doneOf(await host.call('installation.start', { installation }));
    expect((await ask('GET', '/about')).status).toBe(503);
    doneOf(await host.call('route.resume', { installation }));
    expect(await about()).toEqual({
      version: '2',
      salt: 'first-salt-00000',
      colour: 'green',
      url: `https://${DOMAIN}:8443`,
      config: [expect.stringMatching(/^database=hop3_/), `url=https://${DOMAIN}:8443`, 'version=2'],
      once: [`url=https://${DOMAIN}:8443`, 'version=1'],
      hooks: ['migrate-2'],
    });
    const { previousRelease } = doneOf(await host.call('installation.status', { installation }));
    expect(previousRelease).toMatchObject({ packageDigest: digestOf(notesApp()), rootDigest });
  });

  it('that listen on a port now are restarted without a failed request too', async () => {
    const before = JSON.parse((await ask('GET', '/ticks')).body);
    const crowd = visitors(8);
    await passed(500);
    doneOf(await host.call('installation.restart', { installation }));
    await passed(500);
    const { failed, posts, slowestMs } = await crowd.leave();
    log(`${posts} POSTs, slowest ${slowestMs} ms`);
    expect(failed).toEqual([]);
    expect(JSON.parse((await ask('GET', '/ticks')).body)).toBe(before + posts);
  });

  it('go back to exactly what was before, and what was prepared is dropped', async () => {
    host.speakOf(installation, notesApp());
    const back = { installation, packageDigest: digestOf(notesApp()), rootDigest };
    doneOf(await host.call('installation.stop', { installation }));
    doneOf(await host.call('release.switch', back));
    doneOf(await host.call('release.switch', back));
    doneOf(await host.call('installation.start', { installation }));
    expect(await about()).toMatchObject({
      version: '1',
      salt: null,
      config: [expect.anything(), expect.anything(), 'version=1'],
    });
    doneOf(await host.call('release.drop', { installation }));
    doneOf(await host.call('release.drop', { installation }));
    const { previousRelease } = doneOf(await host.call('installation.status', { installation }));
    expect(previousRelease).toBeNull();
    expect(await roots()).not.toContain(nextRoot);
    expect(await roots()).toContain(rootDigest);
  });
});

describe('an installation', () => {
  it('takes another address, and back, and its hook knows both', async () => {
    const domain = `moved.${NAME}.apps.localhost`;
    const move = { installation, domain };
    doneOf(await host.call('installation.readdress', move));
    doneOf(await host.call('installation.readdress', move));
    doneOf(await host.call('hook.run', { installation, hook: 'domain-changed' }));
    doneOf(await host.call('installation.restart', { installation }));
    // Until it is opened anew visitors come by the old one.
    expect((await ask('GET', '/ticks')).status).toBe(200);
    doneOf(await host.call('certificate.issue', { installation }));
    doneOf(await host.call('route.open', { installation }));
    await expect(ask('GET', '/about')).rejects.toThrow();
    const moved = await ask('GET', '/about', {}, '', false, domain);
    expect(JSON.parse(moved.body)).toMatchObject({
      url: `https://${domain}:8443`,
      config: [expect.anything(), `url=https://${domain}:8443`, 'version=1'],
      once: [`url=https://${DOMAIN}:8443`, 'version=1'],
      hooks: ['migrate-2', `from_https://${DOMAIN}:8443_to_https://${domain}:8443`],
    });
    const former = { domain: 'other.example.org', publicPort: 443 };
    doneOf(await host.call('hook.run', { installation, hook: 'domain-changed', former }));
    const told = await ask('GET', '/about', {}, '', false, domain);
    expect(JSON.parse(told.body).hooks.at(-1)).toBe(
      `from_https://other.example.org_to_https://${domain}:8443`,
    );
    doneOf(await host.call('installation.readdress', { installation, domain: DOMAIN }));
    doneOf(await host.call('installation.restart', { installation }));
    doneOf(await host.call('certificate.issue', { installation }));
    doneOf(await host.call('route.open', { installation }));
    expect((await about()).url).toBe(`https://${DOMAIN}:8443`);
  });

  it('takes a new password of its administrator, and keeps it only when the app took it', async () => {
    const reset = (password: string) =>
      host.call(
        'hook.run',
        { installation, hook: 'admin-reset' },
        { secrets: { 'admin.password': password } },
      );
    expect(failureOf(await host.call('hook.run', { installation, hook: 'admin-reset' }))?.code).toBe(
      'input-refused',
    );
    expect(doneOf(await reset('second "$HOME" 5678'))).toEqual({ ran: true });
    expect(failureOf(await reset('refused-password'))?.code).toBe('hook-failed');
    const kept = await host.shell(
      `cat /var/lib/hop3/installations/*/data/password /var/lib/hop3/secrets/${installation}.json`,
    );
    expect(kept.stdout).toContain('admin:second "$HOME" 5678\n');
    expect(kept.stdout).toContain(JSON.stringify('second "$HOME" 5678'));
  });

  it('counts its data by its own command', async () => {
    expect(doneOf(await host.call('count.run', { installation }))).toEqual({ count: 0 });
  });
});

describe('data of a backup', () => {
  const restore = randomUUID();
  const password = 'repository-password-1';
  const secrets = { 'backup.password': password, 'backup.recovery': 'recovery-password-2' };
  const local = { kind: 'local', id: 'local' } as const;
  const note = (text: string) => ask('POST', '/', {}, text);
  const notes = async () => JSON.parse((await ask('GET', '/')).body);
  const everywhere = (...texts: string[]) =>
    Object.fromEntries(['file', 'volume', 'postgres', 'mysql', 'redis'].map((place) => [place, texts]));
  const from = (snapshot: string) => ({ target: local, repositoryOf: installation, snapshot });
  const databases = async () =>
    (
      await host.shell(
        'runuser -u postgres -- psql -Atc "SELECT datname FROM pg_database"; mariadb -Ne "SHOW DATABASES"',
      )
    ).stdout;
  const state = async () => {
    const { generation, kept } = doneOf(await host.call('installation.status', { installation }));
    return { generation, kept: kept.map((one) => one.generation) };
  };
  const goTo = async (generation: number, keepDays = 7) => {
    doneOf(await host.call('installation.stop', { installation }));
    const go = () => host.call('state.switch', { installation, generation, keepDays });
    const gone = doneOf(await go());
    expect(doneOf(await go())).toEqual(gone);
    doneOf(await host.call('installation.start', { installation }));
    return gone.previous;
  };
  let snapshot = '';

  it('is put beside what is live, which goes on', async () => {
    const plan = {
      schedule: { every: 'day' as const, at: '03:15' },
      keep: { daily: 7, weekly: 4, monthly: 6 },
      paused: false,
      targets: [local],
    };
    doneOf(await host.call('backup.plan-set', { installation, plan }, { secrets }));
    expect((await note('1-saved')).status).toBe(200);
    const { entry } = doneOf(await host.call('backup.run', { installation, reason: 'manual' }, { onEvent }));
    snapshot = entry.copies[0]?.snapshot ?? '';
    expect((await note('2-later')).status).toBe(200);

    const put = () =>
      host.call('state.restore', { installation, from: from(snapshot), restore }, { secrets, onEvent });
    const made = doneOf(await put());
    expect(made).toMatchObject({ generation: 1, manifest: { title: 'Notes', domain: DOMAIN } });
    expect(doneOf(await put())).toEqual(made);
    expect(await notes()).toEqual(everywhere('1-saved', '2-later'));
    expect(await state()).toEqual({ generation: 0, kept: [] });
  });

  it('becomes the live one only while the app is stopped, and the other is kept', async () => {
    const early = await host.call('state.switch', { installation, generation: 1, keepDays: 7 });
    expect(failureOf(early)?.code).toBe('busy');
    expect(await goTo(1)).toBe(0);
    expect(await notes()).toEqual(everywhere('1-saved'));
    expect(await state()).toEqual({ generation: 1, kept: [0] });
    const { config, once } = await about();
    expect(config[0]).toMatch(/^database=hop3_[a-z2-7]{8}_g1$/);
    expect(once).toEqual([`url=https://${DOMAIN}:8443`, 'version=1']);
    doneOf(await host.call('hook.run', { installation, hook: 'after-restore' }));
    expect((await about()).hooks.at(-1)).toBe('after-restore');
    expect((await note('after')).status).toBe(200);
    expect(failureOf(await host.call('state.discard', { installation, restore }))?.code).toBe(
      'input-refused',
    );
  });

  it('gives way to what was before, and is discarded with all that it was', async () => {
    expect(await goTo(0, 0)).toBe(1);
    expect(await notes()).toEqual(everywhere('1-saved', '2-later'));
    expect(await databases()).toContain('_g1');
    doneOf(await host.call('state.discard', { installation, restore }));
    doneOf(await host.call('state.discard', { installation, restore }));
    expect(await databases()).not.toContain('_g1');
    expect((await host.shell('ls -d /var/lib/hop3/installations/*/generations/*')).stdout).toBe('');
    expect(await notes()).toEqual(everywhere('1-saved', '2-later'));
  });

  /** The backup as somebody changed it who has the repository's password. */
  const crafted = async (change: string): Promise<string> => {
    const made = await host.shell(
      `set -e; rm -rf /root/craft; mkdir /root/craft; cd /root/craft; export RESTIC_PASSWORD=${password} ` +
        `RESTIC_REPOSITORY=/var/lib/hop3/backups/${installation}/repository RESTIC_CACHE_DIR=/tmp/craft; ` +
        `restic -q restore ${snapshot} --target . >/dev/null; ${change}; restic backup --json * | tail -1`,
    );
    if (made.code !== 0) throw new Error(made.stderr);
    return JSON.parse(made.stdout).snapshot_id;
  };
  const inManifest = (of: string, to: string) =>
    `sed -i 's|${of}|${to}|' manifest.json; grep -qF '${to}' manifest.json`;

  const withSqlite = (...files: string[]) =>
    inManifest('"sqlite":\\[\\],"atMs"', `"sqlite":${JSON.stringify(files)},"atMs"`);

  it.each([
    ['of another installation', inManifest(NOTES, randomUUID()), 'another installation'],
    [
      'of a newer database',
      inManifest('"type":"postgres","version":"[0-9]*"', '"type":"postgres","version":"99"'),
      'newer Debian',
    ],
    ['with a database outside its files', withSqlite('../../etc/hop3-canary/file'), 'outside'],
    ['whose volume is a link', 'rm -r volumes/volume; ln -s /etc/hop3-canary volumes/volume', 'volume'],
  ])('%s is refused, and nothing is left of it', async (_, change, why) => {
    const bad = await crafted(change);
    const answer = failureOf(
      await host.call('state.restore', { installation, from: from(bad), restore: randomUUID() }, { secrets }),
    );
    expect(answer?.code).toBe('restore-refused');
    expect(`${answer?.message} ${answer?.remedy}`).toContain(why);
    // An account's own letters may begin with a g.
    expect(await databases()).not.toMatch(/_g\d+$/m);
    expect((await host.shell('ls -d /var/lib/hop3/installations/*/generations/*')).stdout).toBe('');
  });

  it('with links that lead out of it goes nowhere but into its own place', async () => {
    await host.shell(
      'mkdir -p /etc/hop3-canary && echo untouched > /etc/hop3-canary/file && chmod 777 /etc/hop3-canary /etc/hop3-canary/file',
    );
    const hostile = await crafted(
      'ln -s /etc/hop3-canary data/out; ln -s /etc/hop3-canary/file data/file; mkdir -p sqlite/out; echo evil > sqlite/out/file; echo evil > sqlite/file; ' +
        withSqlite('out/file', 'file'),
    );
    const again = randomUUID();
    const answer = await host.call(
      'state.restore',
      { installation, from: from(hostile), restore: again },
      { secrets },
    );
    expect((await host.shell('ls /etc/hop3-canary; cat /etc/hop3-canary/file')).stdout).toBe(
      'file\nuntouched\n',
    );
    if ('failed' in answer) expect(answer.failed.code).toBe('restore-failed');
    doneOf(await host.call('state.discard', { installation, restore: again }));
    expect(
      (await host.shell('ls /etc/hop3-canary; cat /etc/hop3-canary/file; rm -r /etc/hop3-canary')).stdout,
    ).toBe('file\nuntouched\n');
  });

  it('that was kept for its days is deleted, and what is live is not', async () => {
    const put = await host.call(
      'state.restore',
      { installation, from: from(snapshot), restore: randomUUID() },
      { secrets },
    );
    await goTo(doneOf(put).generation, 0);
    doneOf(await host.call('host.prune', {}));
    expect((await state()).kept).toEqual([]);
    expect(await notes()).toEqual(everywhere('1-saved'));
    expect((await host.shell('ls /var/lib/hop3/installations/*/data')).stdout).toBe('');
  });
});

describe('a copy on which an update is rehearsed', () => {
  const copy = randomUUID() as InstallationId;
  const reserve = (domain: string) =>
    host.call(
      'installation.reserve',
      {
        installation: copy,
        title: 'Notes, rehearsed',
        package: notesApp(),
        domain,
        publicPort: 8443,
        settings: {},
        admin: null,
        timezone: 'UTC',
        language: 'en',
        rehearsalOf: installation,
      },
      { secrets: { 'admin.password': 'first-password-1234' } },
    );

  it('has the address of what it copies, and nobody reaches it by that', async () => {
    expect(failureOf(await reserve('other.example.org'))?.code).toBe('input-refused');
    const { user } = doneOf(await reserve(DOMAIN));
    doneOf(await reserve(DOMAIN));
    expect(doneOf(await host.call('host.installations', {})).installations).toContainEqual(
      expect.objectContaining({ installation: copy, user, domain: DOMAIN, rehearsalOf: installation }),
    );
    for (const verb of ['certificate.issue', 'route.open'] as const)
      expect(failureOf(await host.call(verb, { installation: copy }))?.code).toBe('input-refused');
  });

  it('is removed when it was left for a day, with what else nobody needs', async () => {
    await host.shell(
      `sed -i 's/"reservedAtMs":[0-9]*/"reservedAtMs":1/' /var/lib/hop3/registry/${copy}.json; ` +
        'mkdir -p /var/lib/hop3/roots/' +
        'e'.repeat(64) +
        '/tree; touch -d "2 days ago" /var/lib/hop3/roots/' +
        'e'.repeat(64),
    );
    doneOf(await host.call('host.prune', {}));
    doneOf(await host.call('host.prune', {}));
    const { installations } = doneOf(await host.call('host.installations', {}));
    expect(installations.map((one) => one.installation)).toEqual([installation]);
    expect((await host.shell('ls /var/lib/hop3/roots')).stdout).not.toContain('eeee');
    expect(await about()).toMatchObject({ version: '1' });
  });
});

it('leaves nothing behind', async () => {
  doneOf(await host.call('installation.release', { installation }));
  doneOf(await host.call('installation.release', { installation }));
  const left = doneOf(await host.call('installation.inventory', { installation }));
  expect(Object.values(left).flat().filter(Boolean)).toEqual([]);
  expect((await host.shell('ls /var/lib/hop3/routes /run/hop3/ways-in')).stdout).not.toContain('hop3-');
});

interface Got {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One request as a visitor, certificate verified. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
  agent: Agent | false = false,
  domain = DOMAIN,
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        host: host.sandbox.address,
        port: 443,
        servername: domain,
        ca: [rootPem],
        method,
        path,
        headers: {
          host: `${domain}:8443`,
          ...headers,
          ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
        agent,
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
        );
      },
    );
    asking.on('error', reject);
    asking.end(body);
  });
}

/** Visitors who keep their connections and ask one thing after the other, every second time to change something. */
function visitors(count: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: count, ca: [rootPem] });
  const seen = { failed: [] as string[], posts: 0, gets: 0, slowestMs: 0 };
  let leaving = false;
  const visit = async (visitor: number) => {
    for (let turn = 0; !leaving; turn += 1) {
      const method = turn % 2 === 0 ? 'GET' : 'POST';
      const fromMs = Date.now();
      try {
        const got = await ask(method, '/ticks', {}, method === 'POST' ? `v${visitor}t${turn}` : '', agent);
        if (got.status === 200) seen[method === 'POST' ? 'posts' : 'gets'] += 1;
        else seen.failed.push(`${method} ${got.status} ${got.body.slice(0, 100)}`);
      } catch (error) {
        seen.failed.push(`${method} ${String(error)}`);
      }
      seen.slowestMs = Math.max(seen.slowestMs, Date.now() - fromMs);
    }
  };
  const all = Promise.all(Array.from({ length: count }, (_, visitor) => visit(visitor)));
  return {
    leave: async () => {
      leaving = true;
      await all;
      agent.destroy();
      return seen;
    },
  };
}
