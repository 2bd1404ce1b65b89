// SPDX-License-Identifier: AGPL-3.0-or-later
import { equal, ok } from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Host } from '#agent/host/host.ts';
import { LinuxHost } from '#agent/host/linux-host.ts';
import { paths } from '#agent/host/paths.ts';
import { listTree } from '#agent/host/tree.ts';
import { findOrMakeBase } from '#agent/roots/base.ts';
import { sealTree } from '#agent/roots/seal.ts';
import { installUnit, runUnit } from '#agent/roots/transient-unit.ts';
import { makeWorkDirectory } from '#agent/roots/work-directory.ts';
import type { Package } from '#contract/package.ts';
import type { DebianSuite } from '#contract/rootd-api.ts';
import { type AddonSubject, addonConformance } from './addon/conformance.ts';
import type { AddonOwner, AddonRequest } from './addon/contract.ts';
import { mysql } from './addon/mysql/mysql.ts';
import { postgres } from './addon/postgres/postgres.ts';
import { redis } from './addon/redis/redis.ts';
import { builderConformance } from './builder/conformance.ts';
import { nativeBuilder } from './builder/native/native.ts';
import { generic } from './toolchain/generic/generic.ts';
import { go } from './toolchain/go/go.ts';
import { java } from './toolchain/java/java.ts';
import { node, npmEnvironment } from './toolchain/node/node.ts';
import { php } from './toolchain/php/php.ts';
import { python } from './toolchain/python/python.ts';

/**
 * Runs on a sandbox host as root: `<runtime>/bin/node test-on-host.mjs <what> <argument> <check>`. Prints what it
 * found and ends with 0 when the check holds. test-plugin-host.ts bundles, uploads and calls it.
 */
const host: Host = new LinuxHost();
const settings = {
  npmRegistry: null,
  pipIndexUrl: null,
  goProxy: null,
  mavenRepository: null,
  caBundle: '/etc/ssl/certs/ca-certificates.crt',
  runtimeDirectory: '/opt/hop3/runtime/0123456789abcdef',
};
const started = Date.now();
const at = (): string => `[${((Date.now() - started) / 1000).toFixed(1)}]`;
const listener = {
  log: (line: string) => (process.env['VERBOSE'] ? console.log(`${at()}   ${line}`) : undefined),
  note: (text: string) => console.log(`${at()} * ${text}`),
};
const builder = nativeBuilder([php, node, python, go, java, generic], npmEnvironment);
const addons = { postgres, mysql, redis };
const [what, argument = '', check = ''] = process.argv.slice(2);

const ownerOf = (mark: string, uid: number): AddonOwner => ({
  user: `hop3-${mark}`,
  uid,
  databaseName: `hop3_${mark}`,
  stateDirectory: `/var/lib/hop3/installations/hop3-${mark}`,
  live: true,
});
const OWNER = ownerOf('testaaaa', 39_901);
const OTHER = ownerOf('testbbbb', 39_902);

async function makeUsers(): Promise<void> {
  for (const { user, uid } of [OWNER, OTHER]) {
    if ((await host.run(['id', '-u', user])).exitCode === 0) continue;
    const made = await host.run([
      'useradd',
      '--system',
      '--no-create-home',
      '--user-group',
      '--uid',
      String(uid),
      user,
    ]);
    equal(made.exitCode, 0, made.stderr);
  }
}

/** How an app would talk to each service. */
function clientOf(type: keyof typeof addons, of: AddonOwner, text: string): [string, ...string[]] {
  switch (type) {
    case 'postgres':
      return ['psql', '-AtX', `postgresql://${of.user}@/${of.databaseName}?host=/run/postgresql`, '-c', text];
    case 'mysql':
      return [
        'mariadb',
        '--no-defaults',
        '-N',
        '--socket=/run/mysqld/mysqld.sock',
        `--user=${of.user}`,
        of.databaseName,
        '-e',
        text,
      ];
    case 'redis':
      return ['redis-cli', '-s', `${paths.run(of.user)}/redis.sock`, ...text.split(' ')];
    default:
      return type satisfies never;
  }
}

const TEXTS = {
  postgres: {
    hello: "SELECT 'answer'",
    write: (text: string) => `CREATE TABLE IF NOT EXISTS kept (t text); INSERT INTO kept VALUES ('${text}')`,
    read: 'SELECT t FROM kept',
    sleep: 'SELECT pg_sleep(300)',
    writeMuch: `DROP TABLE IF EXISTS much CASCADE;
CREATE TABLE much (id serial PRIMARY KEY, b bytea, t text, changed int NOT NULL DEFAULT 0);
COMMENT ON TABLE much IS 'it''s "much"';
CREATE INDEX ON much USING gin (t gin_trgm_ops);
CREATE OR REPLACE FUNCTION much_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $f$ BEGIN NEW.changed := 1; RETURN NEW; END $f$;
CREATE TRIGGER changing BEFORE UPDATE ON much FOR EACH ROW EXECUTE FUNCTION much_change();
CREATE VIEW much_view AS SELECT count(*) AS n FROM much;
CREATE SCHEMA IF NOT EXISTS "Odd name";
CREATE TABLE IF NOT EXISTS "Odd name"."Ünï" (x int);
INSERT INTO much (b, t) VALUES (decode(repeat('00ff275c0a', 20000), 'hex'), E'a\\tb\\nc\\\\d \\'" $do$'), (NULL, NULL);
SELECT lo_from_bytea(4711, decode('00ff00', 'hex')) WHERE NOT EXISTS (SELECT FROM pg_largeobject_metadata WHERE oid = 4711);`,
    lookAtMuch: `UPDATE much SET t = t;
SELECT id, md5(b), md5(t), changed, (SELECT n FROM much_view), obj_description('much'::regclass), md5(lo_get(4711)) FROM much ORDER BY id;
SELECT count(*) FROM "Odd name"."Ünï"; SELECT nextval('much_id_seq') > 2; SELECT count(*) FROM much WHERE t % 'abc';`,
  },
  mysql: {
    hello: "SELECT 'answer'",
    write: (text: string) => `CREATE TABLE IF NOT EXISTS kept (t text); INSERT INTO kept VALUES ('${text}')`,
    read: 'SELECT t FROM kept',
    sleep: 'SELECT SLEEP(300)',
    writeMuch: `DROP TABLE IF EXISTS much; CREATE TABLE much (id int PRIMARY KEY AUTO_INCREMENT, b longblob, t text, changed int NOT NULL DEFAULT 0);
CREATE OR REPLACE VIEW much_view AS SELECT COUNT(*) AS n FROM much;
CREATE OR REPLACE TRIGGER changing BEFORE UPDATE ON much FOR EACH ROW SET NEW.changed = 1;
CREATE OR REPLACE PROCEDURE much_procedure() SELECT n + 1 FROM much_view;
CREATE OR REPLACE FUNCTION much_function() RETURNS int DETERMINISTIC RETURN 7;
CREATE OR REPLACE EVENT much_event ON SCHEDULE EVERY 1 YEAR DO DELETE FROM much WHERE id < 0;
INSERT INTO much (b, t) VALUES (REPEAT(UNHEX('00FF27225C0A'), 2000000), 'CREATE DEFINER=\`x\`@\`y\` \n/*!50013 DEFINER=\`x\`@\`y\` */ \\\\ \\'"'), (NULL, NULL);`,
    lookAtMuch: `UPDATE much SET t = CONCAT(t, '');
SELECT id, MD5(b), LENGTH(b), t, changed, (SELECT n FROM much_view), much_function() FROM much ORDER BY id; CALL much_procedure();
SELECT event_name, definer = CURRENT_USER() FROM information_schema.events WHERE event_schema = DATABASE();`,
  },
  redis: {
    hello: 'ECHO answer',
    write: (text: string) => `SET kept ${text}`,
    read: 'GET kept',
    sleep: 'BLPOP nothing 300',
    writeMuch: 'RPUSH much a \xff c',
    lookAtMuch: 'LRANGE much 0 -1',
  },
} as const;

function addonSubject(type: keyof typeof addons): AddonSubject {
  const texts = TEXTS[type];
  const as = (owner: AddonOwner, of: AddonOwner, text: string) =>
    host.run(['runuser', '-u', owner.user, '--', ...clientOf(type, of, text)], {
      timeoutMs: 20_000,
      cwd: '/',
    });
  return {
    addon: addons[type],
    request: { type, name: type, extensions: ['pg_trgm'], charset: 'utf8mb4' } as unknown as AddonRequest,
    host,
    owner: OWNER,
    other: OTHER,
    // redis-cli exits 0 when it cannot connect; what it prints then is no answer.
    connect: async (owner, of) => {
      const result = await as(owner, of, texts.hello);
      return { ...result, exitCode: result.stdout.includes('answer') ? 0 : result.exitCode || 1 };
    },
    write: (owner, text) => as(owner, owner, texts.write(text)),
    read: (owner) => as(owner, owner, texts.read),
    writeMuch: (owner) => as(owner, owner, texts.writeMuch),
    lookAtMuch: (owner) => as(owner, owner, texts.lookAtMuch),
    stayConnected: async (owner, unit) => {
      const begun = await host.run([
        'systemd-run',
        '--quiet',
        '--collect',
        `--unit=${unit}`,
        '-p',
        `User=${owner.user}`,
        '--',
        ...clientOf(type, owner, texts.sleep),
      ]);
      equal(begun.exitCode, 0, begun.stderr);
      await host.run(['sleep', '1']);
    },
  };
}

const forget = () => host.removeTree(`${paths.state}/root-index`);

/** A script of a package that tries to leave the unit it is installed in; each line of its report names what worked. */
const HOSTILE_SCRIPT = `#!/bin/bash
report=/usr/share/hostile/report
try() { name="$1"; shift; if "$@" >/dev/null 2>&1; then echo "$name" >> $report; fi; }
mkdir -p /usr/share/hostile; : > $report
try mknod mknod /usr/share/hostile/disk b 8 0
try mount mount -t tmpfs none /mnt
try bind mount --bind / /mnt
try unshare unshare -m true
try user-namespace unshare -r true
try network bash -c 'exec 3<>/dev/tcp/1.1.1.1/80'
try loopback bash -c 'exec 3<>/dev/tcp/127.0.0.1/22'
try host-root-read test -r /proc/1/root/etc/shadow
try chroot-escape bash -c 'cd /proc/1/cwd && test -e var/lib/hop3'
try host-state test -e /var/lib/hop3
try sysctl bash -c 'echo 1 > /proc/sys/kernel/sysrq'
try cgroup bash -c 'mkdir /sys/fs/cgroup/hostile'
try time date -s 2020-01-01
try hostname hostname owned
try module modprobe dummy
try reboot reboot -f
try cache bash -c 'echo x > /var/cache/apt/archives/hostile.deb'
cp /bin/bash /usr/bin/hostile-shell && chmod 6755 /usr/bin/hostile-shell
mkfifo /usr/share/hostile/pipe
echo "of this build $RANDOM$RANDOM" > /etc/hostile.key
echo "also $RANDOM" > /var/lib/hostile-secret
ln -s /etc/passwd /usr/share/hostile/link
rm -rf /srv && ln -s /etc /srv
exit 0
`;

async function hostilePackage(suite: DebianSuite): Promise<void> {
  const base = await findOrMakeBase(suite, settings, host, listener);
  ok(base.ok);
  const work = await makeWorkDirectory(host);
  try {
    const source = `${work.path}/source`;
    mkdirSync(`${source}/DEBIAN`, { recursive: true });
    writeFileSync(
      `${source}/DEBIAN/control`,
      'Package: hostile\nVersion: 1\nArchitecture: all\nMaintainer: Nobody <nobody@sample.example>\nDescription: tries to get out\n',
    );
    writeFileSync(`${source}/DEBIAN/postinst`, HOSTILE_SCRIPT, { mode: 0o755 });
    const debs = `${work.path}/debs`;
    mkdirSync(debs);
    const packed = await host.run([
      'dpkg-deb',
      '--build',
      '--root-owner-group',
      source,
      `${debs}/hostile.deb`,
    ]);
    equal(packed.exitCode, 0, packed.stderr);
    const tree = `${work.path}/tree`;
    equal((await host.run(['cp', '-a', base.value.tree, tree])).exitCode, 0);
    const begunMs = Date.now();
    const installed = await runUnit(
      host,
      installUnit({
        name: work.unit('hostile'),
        root: tree,
        command: ['/usr/bin/dpkg', '--install', '/opt/hop3/input/hostile.deb'],
        readOnlyBinds: [
          { host: debs, inRoot: '/opt/hop3/input' },
          { host: debs, inRoot: '/var/cache/apt/archives' },
        ],
      }),
      { onLine: listener.log },
    );
    equal(installed.exitCode, 0, installed.stderr);
    equal(readFileSync(`${tree}/usr/share/hostile/report`, 'utf8'), '', 'nothing of what it tried worked');
    const hostPasswd = readFileSync('/etc/passwd', 'utf8');
    const hostListing = (await host.run(['ls', '-A', '/etc'])).stdout;
    const sealed = await sealTree({
      tree,
      kind: 'root',
      keepGenerated: [],
      directories: ['/srv/data'],
      files: ['/srv/hostile.conf'],
      base: { tree: base.value.tree, listing: base.value.listing },
      startedMs: begunMs,
    });
    const entries = new Map((await listTree(tree)).map((entry) => [entry.path, entry]));
    equal((entries.get('/usr/bin/hostile-shell')?.mode ?? 0o6000) & 0o6000, 0, 'setuid bits are gone');
    for (const path of ['/usr/share/hostile/pipe', '/etc/hostile.key', '/var/lib/hostile-secret']) {
      ok(!entries.has(path), `${path} is gone`);
    }
    ok(sealed.removed.includes('/etc/hostile.key'));
    ok(entries.has('/etc/data'), 'a mount point below its link was made inside the tree');
    equal(readFileSync('/etc/passwd', 'utf8'), hostPasswd);
    equal((await host.run(['ls', '-A', '/etc'])).stdout, hostListing, 'nothing was written to the host');
    const baseCopy = await host.run(['cmp', `${base.value.tree}/usr/bin/bash`, `${tree}/usr/bin/bash`]);
    equal(baseCopy.exitCode, 0);
  } finally {
    await work.remove();
  }
}

switch (what) {
  case 'base': {
    const base = await findOrMakeBase(argument as DebianSuite, settings, host, listener);
    ok(base.ok, base.ok ? '' : `${base.error.message}\n${base.error.detail}`);
    console.log(JSON.stringify({ digest: base.value.digest, bytes: base.value.bytes }));
    break;
  }
  case 'build': {
    const pack = JSON.parse(readFileSync(argument, 'utf8')) as Package;
    if (check === 'again') await forget();
    console.log(JSON.stringify(await builder.build({ package: pack, settings }, host, listener)));
    break;
  }
  case 'addon': {
    await makeUsers();
    const found = addonConformance.find((item) => item.name === check);
    ok(found, `no check ${check}`);
    await found.run(addonSubject(argument as keyof typeof addons));
    break;
  }
  case 'builder': {
    const pack = JSON.parse(readFileSync(argument, 'utf8')) as Package;
    const found = builderConformance.find((item) => item.name === check);
    ok(found, `no check ${check}`);
    await found.run({
      builder,
      settings,
      host,
      pack,
      program: ['/usr/bin/hello'],
      prints: 'Hello, world!',
      forget,
    });
    break;
  }
  case 'hostile':
    await hostilePackage(argument as DebianSuite);
    break;
  case 'clean':
    rmSync('/root/hop3-plugins', { recursive: true, force: true });
    break;
  default:
    throw new Error(`nothing to do for ${what}`);
}
