// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupEntry, BackupPlan, BackupReason, BackupTarget } from '#contract/backup.ts';
import type { InstallationId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';
import { notesApp } from './test-apps.ts';
import { ledgerApp } from './test-ledger-app.ts';
import { type Answer, type RootdHost, rootdHost } from './test-rootd-host.ts';

/**
 * Backups of two apps on a real host: one with every kind of data, stopped for it, to three places; one that never
 * rests, while it runs. The SFTP server and the store are the host's own.
 */
const NAME = 'test-rootd';
const NOTES = randomUUID() as InstallationId;
const LEDGER = randomUUID() as InstallationId;
const SFTP = '00000000-0000-4000-8000-0000000000f1';
const STORE = '00000000-0000-4000-8000-0000000000f2';

let host: RootdHost;
let user = { notes: '', ledger: '' };
let secrets: Record<string, string> = {};
let plan: BackupPlan;
const log = (line: string) => console.error(line);
const onEvent = (kind: 'log' | 'note', text: string) => (kind === 'note' ? log(text) : undefined);

const failureOf = (answer: Answer<unknown>) => ('failed' in answer ? answer.failed : null);
function doneOf<T>(answer: Answer<T>): T {
  if ('failed' in answer) throw new Error(JSON.stringify(answer.failed));
  return answer.done;
}

async function shell(command: string): Promise<string> {
  const { code, stdout, stderr } = await host.shell(command);
  if (code !== 0) throw new Error(`${command}: ${code}\n${stdout}\n${stderr}`);
  return stdout.trim();
}

async function reserve(installation: InstallationId, pack: Package, name: string): Promise<string> {
  const { user: reserved } = doneOf(
    await host.call(
      'installation.reserve',
      {
        installation,
        title: name,
        package: pack,
        domain: `${name}.${NAME}.apps.localhost`,
        publicPort: 8443,
        settings: {},
        admin: pack.manifest.admin ? { username: 'admin', email: 'a@example.org' } : null,
        timezone: 'Europe/Paris',
        language: 'en',
      },
      { secrets: { 'admin.password': 'admin-password-1234' } },
    ),
  );
  return reserved;
}

async function install(installation: InstallationId, pack: Package, name: string): Promise<string> {
  const reserved = await reserve(installation, pack, name);
  doneOf(await host.call('root.build', { installation }, { onEvent }));
  doneOf(await host.call('addons.create', { installation }, { onEvent }));
  doneOf(await host.call('installation.configure', { installation }));
  doneOf(await host.call('hook.run', { installation, hook: 'initialise' }));
  doneOf(await host.call('installation.start', { installation }));
  return reserved;
}

const ask = (of: string, more = '') =>
  shell(`curl -sS -m 10 --unix-socket /run/hop3/apps/${of}/web.sock ${more} http://app/`);
const note = (text: string) => ask(user.notes, `-d ${text}`);
const backUp = async (installation: InstallationId, reason: BackupReason = 'manual') =>
  host.call('backup.run', { installation, reason }, { onEvent });
const bookOf = async (installation: InstallationId) =>
  doneOf(await host.call('backup.book', { installation }));
const entriesOf = async (installation: InstallationId) => (await bookOf(installation)).entries;
const place = (kind: BackupTarget['kind']) => {
  const found = plan.targets.find((target) => target.kind === kind);
  if (!found) throw new Error(kind);
  return found;
};
const copyAt = (entry: BackupEntry, kind: BackupTarget['kind']) => ({
  target: place(kind),
  repositoryOf: NOTES,
  snapshot: entry.copies.find((copy) => copy.target === place(kind).id)?.snapshot ?? 'none',
});

beforeAll(async () => {
  host = await rootdHost({ name: NAME, directory: join(tmpdir(), 'hop3-test-rootd'), log });
  doneOf(await host.call('base.ensure', { suite: 'trixie' }, { onEvent }));
  user = {
    notes: await install(NOTES, notesApp(), 'notes'),
    ledger: await install(LEDGER, ledgerApp(), 'ledger'),
  };
  await shell(
    'id -u test-sftp >/dev/null 2>&1 || useradd --create-home --shell /usr/sbin/nologin test-sftp; rm -rf ~test-sftp/backups /root/test-key*; ' +
      'ssh-keygen -q -t ed25519 -N "" -C "" -f /root/test-key; install -d -m 700 -o test-sftp ~test-sftp/.ssh; ' +
      '(printf \'restrict,command="internal-sftp" \'; cat /root/test-key.pub) > ~test-sftp/.ssh/authorized_keys; chown test-sftp ~test-sftp/.ssh/authorized_keys',
  );
  const twoWords = async (path: string) => (await shell(`cat ${path}`)).split(' ').slice(0, 2).join(' ');
  const key = `${await shell('cat /root/test-key')}\n`;
  const hostKey = await twoWords('/etc/ssh/ssh_host_ed25519_key.pub');
  const publicKeys = [await twoWords('/root/test-key.pub')];
  const store = doneOf(await host.call('store.set', { publicKeys }));
  expect(doneOf(await host.call('store.set', { publicKeys })).user).toBe(store.user);
  secrets = {
    'backup.password': 'the-password-of-notes',
    'backup.recovery': 'the-recovery-key-1234',
    [`target.${SFTP}.key`]: key,
    [`target.${STORE}.key`]: key,
  };
  const server = { address: '127.0.0.1', port: 22, hostKey };
  plan = {
    schedule: { every: 'day', at: '03:15' },
    keep: { daily: 7, weekly: 4, monthly: 6 },
    paused: false,
    targets: [
      { kind: 'local', id: 'local' },
      { kind: 'sftp', id: SFTP, ...server, user: 'test-sftp', path: 'backups/hop3' },
      { kind: 'store', id: STORE, ...server, user: store.user },
    ],
  };
}, 1_800_000);

afterAll(async () => {
  for (const installation of [NOTES, LEDGER]) {
    await host?.call('installation.release', { installation });
    await host?.call('backup.delete', { installation });
  }
  await host?.shell(`rm -rf /var/lib/hop3/store/*/${NOTES} ~test-sftp/backups`);
  await host?.leave();
}, 300_000);

describe('what is made ready beside the build', () => {
  const [NEW, GIVEN_UP] = [randomUUID() as InstallationId, randomUUID() as InstallationId];
  const prepare = (installation: InstallationId) =>
    host.call(
      'installation.prepare',
      { installation, plan: { ...plan, targets: [place('local')] } },
      { secrets, onEvent },
    );
  const directoryOf = (installation: InstallationId) =>
    shell(`ls /var/lib/hop3/backups/${installation} 2>/dev/null || true`);
  const giveUp = async (installation: InstallationId) => {
    doneOf(await host.call('installation.release', { installation }));
    doneOf(await host.call('backup.delete', { installation }));
  };

  it('is a repository with both keys, made while the root is', async () => {
    await reserve(NEW, notesApp(), 'prepared');
    const [built, prepared] = await Promise.all([
      host.call('root.build', { installation: NEW }, { onEvent }),
      prepare(NEW),
    ]);
    doneOf(built);
    doneOf(prepared);
    expect(await shell(`ls /var/lib/hop3/backups/${NEW}/repository/keys | wc -l`)).toBe('2');
    doneOf(await prepare(NEW));
    expect(await shell(`ls /var/lib/hop3/backups/${NEW}/repository/keys | wc -l`)).toBe('2');
    await giveUp(NEW);
    expect(await directoryOf(NEW)).toBe('');
  });

  it('is gone with an installation that is given up meanwhile, and not begun for one that was', async () => {
    await reserve(GIVEN_UP, notesApp(), 'given-up');
    const prepared = prepare(GIVEN_UP);
    await shell(
      `for i in $(seq 100); do ls /var/lib/hop3/backups/${GIVEN_UP}/password && exit; sleep 0.1; done; exit 1`,
    );
    await giveUp(GIVEN_UP);
    await prepared;
    expect(await directoryOf(GIVEN_UP)).toBe('');
    expect(failureOf(await prepare(GIVEN_UP))?.code).toBe('not-found');
    expect(await directoryOf(GIVEN_UP)).toBe('');
  });
});

describe('a plan', () => {
  it('is refused where a place is not the one that was pinned, is not there, or a secret is missing', async () => {
    const sftp = place('sftp');
    const stranger = `ssh-ed25519 ${'A'.repeat(68)}`;
    const attempt = (change: Partial<BackupTarget>, given = secrets) =>
      host.call(
        'backup.plan-set',
        { installation: NOTES, plan: { ...plan, targets: [{ ...sftp, ...change } as BackupTarget] } },
        { secrets: given },
      );
    expect(failureOf(await attempt({ hostKey: stranger }))?.code).toBe('host-key-changed');
    expect(failureOf(await attempt({ port: 9 }))?.code).toBe('backup-target-failed');
    expect(failureOf(await attempt({ user: 'nobody-there' }))?.message).toContain('not accepted');
    expect(failureOf(await attempt({}, { 'backup.password': 'x', 'backup.recovery': 'y' }))?.code).toBe(
      'input-refused',
    );
    expect(failureOf(await backUp(NOTES))?.code).toBe('backup-failed');
    expect(await shell(`ls /etc/systemd/system | grep -c ${user.notes}-backup || true`)).toBe('0');
  });

  it('has its timers on the host, and its secrets where only root reads them', async () => {
    const input = { installation: NOTES, plan };
    doneOf(await host.call('backup.plan-set', input, { secrets }));
    const other = { ...secrets, 'backup.password': 'another-password' };
    expect(failureOf(await host.call('backup.plan-set', input, { secrets: other }))?.code).toBe(
      'input-refused',
    );
    const timer = await shell(
      `systemctl show --property=ActiveState,TimersCalendar ${user.notes}-backup.timer; systemctl is-enabled ${user.notes}-verify.timer`,
    );
    expect(timer).toContain('ActiveState=active');
    expect(timer).toContain('*-*-* 03:15:00 Europe/Paris');
    const units = `/etc/systemd/system/${user.notes}-backup.* /etc/systemd/system/${user.notes}-verify.*`;
    expect(
      await shell(`systemd-analyze verify ${units} 2>&1; grep -l 'password\\|PRIVATE' ${units}; true`),
    ).toBe('');
    const open = `find /var/lib/hop3/backups/${NOTES} -perm /077 ! -name ssh_config -print`;
    expect(await shell(open)).toBe('');
  });
});

describe('a backup', () => {
  it('goes to every place, with the app stopped for a moment, and says so in the book', async () => {
    await note('one');
    const { entry, missed } = doneOf(await backUp(NOTES, 'first'));
    expect(missed).toEqual([]);
    expect(entry.copies.map(({ target }) => target)).toEqual(['local', SFTP, STORE]);
    expect(entry.heldMs).toBeGreaterThan(0);
    expect(entry.addons.map(({ type }) => type)).toEqual(['postgres', 'mysql', 'redis']);
    expect(await ask(user.notes)).toContain('one');
    const book = await bookOf(NOTES);
    expect(book.entries).toEqual([entry]);
    expect(book.attempts.map(({ failure }) => failure)).toEqual([null, null, null]);
    expect(await shell(`ls -A /var/lib/hop3/backups/${NOTES}/work`)).toBe('');
    const manifests = [];
    for (const kind of ['local', 'sftp', 'store'] as const) {
      const from = copyAt(entry, kind);
      manifests.push(doneOf(await host.call('backup.inspect', { installation: NOTES, from }, { secrets })));
    }
    expect(manifests[1]).toEqual(manifests[0]);
    expect(manifests[2]).toEqual(manifests[0]);
    expect(manifests[0]?.manifest).toMatchObject({ backup: entry.id, installation: NOTES });
  });

  it('is kept by the host alone: its own timer’s service makes and verifies it', async () => {
    await note('two');
    await shell(`systemctl start ${user.notes}-backup.service`);
    const [entry] = await entriesOf(NOTES);
    expect(entry?.reason).toBe('scheduled');
    expect(entry?.copies).toHaveLength(3);
    await shell(`systemctl start ${user.notes}-verify.service`);
    expect((await bookOf(NOTES)).verifiedAtMs).toBeGreaterThan(entry?.atMs ?? 0);
  });

  it('holds the release: it comes back when its root is gone', async () => {
    const [entry] = await entriesOf(NOTES);
    if (!entry) throw new Error('there is one');
    doneOf(await host.call('installation.stop', { installation: NOTES }));
    const root = `/var/lib/hop3/roots/${entry.rootDigest}`;
    await shell(`mv ${root} /var/lib/hop3/moved-root`);
    const from = copyAt(entry, 'local');
    expect(doneOf(await host.call('root.restore', { installation: NOTES, from }, { secrets })).found).toBe(
      false,
    );
    const restored = await host.call(
      'root.restore',
      { installation: NOTES, from: copyAt(entry, 'store') },
      { secrets },
    );
    expect(doneOf(restored)).toEqual({ found: true, digest: entry.rootDigest, version: entry.version });
    expect(await shell(`cmp ${root}/listing /var/lib/hop3/moved-root/listing && echo same`)).toBe('same');
    await shell('rm -rf /var/lib/hop3/moved-root');
    doneOf(await host.call('installation.start', { installation: NOTES }));
    expect(await ask(user.notes)).toContain('two');
  });

  it('that is killed leaves no entry and no stopped app, and the next one clears it away', async () => {
    const before = await entriesOf(NOTES);
    const running = backUp(NOTES).catch((error: unknown) => String(error));
    const unit = `hop3-backup-${NOTES}.service`;
    await shell(
      `for i in $(seq 300); do [ -e /var/lib/hop3/backups/${NOTES}/held.json ] && pid=$(systemctl show -P MainPID ${unit}) && [ "\${pid:-0}" != 0 ] && break; sleep 0.02; done; ` +
        `systemctl kill --signal=KILL hop3-rootd.service; systemctl kill --signal=KILL ${unit}`,
    );
    await running;
    // Whoever asks first starts it again.
    expect(await entriesOf(NOTES)).toEqual(before);
    await expect
      .poll(
        async () =>
          (await host.shell(`curl -sS -m 5 --unix-socket /run/hop3/apps/${user.notes}/web.sock http://app/`))
            .stdout,
        {
          timeout: 60_000,
          interval: 500,
        },
      )
      .toContain('two');
    const { entry } = doneOf(await backUp(NOTES, 'scheduled'));
    const stored = await shell(
      `RESTIC_PASSWORD='${secrets['backup.password']}' restic -q --no-lock --no-cache -r /var/lib/hop3/backups/${NOTES}/repository snapshots --tag backup --json`,
    );
    const ids = (JSON.parse(stored) as { id: string }[]).map(({ id }) => id);
    const booked = (await entriesOf(NOTES)).flatMap(({ copies }) =>
      copies.filter(({ target }) => target === 'local').map(({ snapshot }) => snapshot),
    );
    expect(ids.sort()).toEqual(booked.sort());
    expect(booked).toContain(entry.copies[0]?.snapshot);
  });

  it('that finds the disk full fails clearly and leaves nothing half: while dumping, and while storing', async () => {
    const before = await entriesOf(NOTES);
    const directory = `/var/lib/hop3/backups/${NOTES}`;
    await shell(`mount -t tmpfs -o size=24k,mode=0700 tmpfs ${directory}/work`);
    const dumping = await backUp(NOTES);
    await shell(`umount ${directory}/work`);
    expect(failureOf(dumping)?.code).toBe('not-enough-disk');

    await shell(
      `mv ${directory}/repository ${directory}/whole && mkdir -m 700 ${directory}/repository && mount -t tmpfs -o mode=0700,size=$(($(du -sk ${directory}/whole | cut -f1) + 500))k tmpfs ${directory}/repository && cp -a ${directory}/whole/. ${directory}/repository/`,
    );
    await shell(
      `setpriv --reuid=${user.notes} --regid=${user.notes} --clear-groups dd if=/dev/urandom of=/var/lib/hop3/installations/${user.notes}/data/large bs=1M count=4 status=none 2>/dev/null || (dd if=/dev/urandom of=/var/lib/hop3/installations/${user.notes}/data/large bs=1M count=4 status=none && chown ${user.notes}: /var/lib/hop3/installations/${user.notes}/data/large)`,
    );
    const storing = await backUp(NOTES);
    await shell(
      `umount ${directory}/repository && rmdir ${directory}/repository && mv ${directory}/whole ${directory}/repository`,
    );
    expect(failureOf(storing)?.code).toBe('not-enough-disk');
    expect((await bookOf(NOTES)).attempts[0]?.failure?.code).toBe('not-enough-disk');
    expect(await entriesOf(NOTES)).toEqual(before);
    expect(await ask(user.notes)).toContain('two');
    doneOf(await backUp(NOTES));
  });

  it('of a stopped app leaves it stopped', async () => {
    doneOf(await host.call('installation.stop', { installation: NOTES }));
    expect(doneOf(await backUp(NOTES, 'before-update')).entry).toMatchObject({ heldMs: 0, pinned: true });
    expect(await shell(`systemctl is-active ${user.notes}.target || true`)).toBe('inactive');
    doneOf(await host.call('installation.start', { installation: NOTES }));
  });

  it('that shrank is kept with a warning, and older ones are not deleted for it', async () => {
    await shell(`rm /var/lib/hop3/installations/${user.notes}/data/large`);
    const { entry } = doneOf(await backUp(NOTES, 'scheduled'));
    expect((await entriesOf(NOTES))[0]?.id).toBe(entry.id);
    const warnings = (await bookOf(NOTES)).attempts.map(({ failure }) => failure?.message ?? '');
    expect(warnings.every((warning) => warning.includes('gone since'))).toBe(true);
  });

  it('is deleted where this host may, and kept by a store, which deletes what is old itself', async () => {
    const [, , old] = await entriesOf(NOTES);
    if (!old) throw new Error('there are three');
    const forgotten = await host.call('backup.forget', { installation: NOTES, backup: old.id });
    expect(doneOf(forgotten)).toEqual({ kept: [STORE] });
    const left = (await entriesOf(NOTES)).find(({ id }) => id === old.id);
    expect(left?.copies.map(({ target }) => target)).toEqual([STORE]);

    const repository = await shell(`ls -d /var/lib/hop3/store/*/${NOTES}`);
    const asStore = `cd / && RESTIC_PASSWORD='${secrets['backup.password']}' runuser -u hop3-store -- restic -q --no-cache -r ${repository}`;
    for (const day of ['01', '02'])
      await shell(
        `${asStore} backup --host=hop3 --time '2020-01-${day} 00:00:00' --tag backup --tag passing --tag backup:202001${day}T000000Z-0000 /etc/hostname`,
      );
    const retain = { repositoryOf: NOTES, keep: { daily: 1, weekly: 0, monthly: 0 } };
    const kept = await host.call(
      'store.retain',
      { ...retain, pinned: ['20200102T000000Z-0000'] },
      { secrets },
    );
    expect(doneOf(kept)).toEqual({ removed: 1 });
    expect(doneOf(await host.call('store.retain', { ...retain, pinned: [] }, { secrets }))).toEqual({
      removed: 1,
    });
  });
});

describe('a stolen key of this host', () => {
  it('opens nothing on a store but repositories, to add to them', async () => {
    const ssh = `ssh -i /root/test-key -o StrictHostKeyChecking=no -o BatchMode=yes -o LogLevel=ERROR`;
    const repository = await shell(`ls -d /var/lib/hop3/store/*/${NOTES}`);
    const before = await shell(`find ${repository} -type f | sort | sha256sum`);
    for (const asked of [
      'id',
      `rm -rf ${repository}`,
      `../${NOTES}`,
      `${NOTES}; id`,
      `/var/lib/hop3/store/${NOTES}`,
    ]) {
      const refused = await host.shell(`${ssh} hop3-store@127.0.0.1 '${asked}' < /dev/null`);
      expect(refused.code, asked).not.toBe(0);
      expect(refused.stdout).toBe('');
    }
    const sftp = await host.shell(
      `echo 'ls /' | sftp -b - -i /root/test-key -o BatchMode=yes -o StrictHostKeyChecking=no hop3-store@127.0.0.1`,
    );
    expect(sftp.code).not.toBe(0);
    const forward = await host.shell(
      `timeout 10 ${ssh} -o ExitOnForwardFailure=yes -W 127.0.0.1:22 hop3-store@127.0.0.1 < /dev/null`,
    );
    expect(forward.stdout).not.toContain('SSH-');
    expect(await shell(`find ${repository} -type f | sort | sha256sum`)).toBe(before);
  });
});

describe('an app that never rests', () => {
  it('is backed up while it runs, and never restored corrupt', { timeout: 900_000 }, async () => {
    const local: BackupTarget = { kind: 'local', id: 'local' };
    doneOf(
      await host.call(
        'backup.plan-set',
        { installation: LEDGER, plan: { ...plan, targets: [local] } },
        { secrets },
      ),
    );
    let last = 0;
    for (let round = 0; round < 20; round += 1) {
      const { entry } = doneOf(await host.call('backup.run', { installation: LEDGER, reason: 'manual' }));
      expect(entry.heldMs).toBe(0);
      const restore = randomUUID();
      const snapshot = entry.copies[0]?.snapshot ?? '';
      const from = { target: local, repositoryOf: LEDGER, snapshot };
      const restored = doneOf(
        await host.call('state.restore', { installation: LEDGER, from, restore }, { secrets }),
      );
      const looked = await shell(
        `/opt/hop3/current/bin/node --disable-warning=ExperimentalWarning --input-type=module -e '
          import { DatabaseSync } from "node:sqlite";
          const database = new DatabaseSync(process.argv[1], { readOnly: true });
          const [{ integrity_check: whole }] = database.prepare("PRAGMA integrity_check").all();
          const { moves, sum } = database.prepare("SELECT count(*) AS moves, sum(amount) AS sum FROM moves").get();
          console.log(JSON.stringify({ whole, moves, sum }));
        ' /var/lib/hop3/installations/${user.ledger}/generations/${restored.generation}/data/ledger.db`,
      );
      const found = JSON.parse(looked) as { whole: string; moves: number; sum: number };
      expect(found).toMatchObject({ whole: 'ok', sum: 0 });
      expect(found.moves % 2).toBe(0);
      expect(found.moves).toBeGreaterThan(last);
      last = found.moves;
      doneOf(await host.call('state.discard', { installation: LEDGER, restore }));
    }
    expect(Number(await ask(user.ledger))).toBeGreaterThan(last);
  });
});

describe('an uninstall', () => {
  it('leaves nothing but what is kept, which can be deleted then', async () => {
    const [entry] = await entriesOf(NOTES);
    doneOf(await host.call('installation.release', { installation: NOTES }));
    const left = doneOf(await host.call('installation.inventory', { installation: NOTES }));
    expect(Object.values(left).flat().filter(Boolean)).toEqual([]);
    const books = doneOf(await host.call('backup.books', {})).books;
    const book = books.find(({ installation }) => installation === NOTES);
    expect(book?.uninstalledAtMs).toBeGreaterThan(0);
    expect(book?.entries[0]).toEqual(entry);
    const from = copyAt(entry as BackupEntry, 'local');
    doneOf(
      await host.call('backup.inspect', { installation: randomUUID() as InstallationId, from }, { secrets }),
    );
    doneOf(await host.call('backup.delete', { installation: NOTES }));
    expect(await shell(`ls -d /var/lib/hop3/backups/${NOTES} 2>/dev/null || true`)).toBe('');
  });
});
