// SPDX-License-Identifier: AGPL-3.0-or-later
import { TRPCError } from '@trpc/server';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { type BackupEntry, DEFAULT_RETENTION, DEFAULT_SCHEDULE } from '#contract/backup.ts';
import type { HostId, InstallationId, OperationId } from '#contract/ids.ts';
import { readRecoverySheet, recoveryBlock } from '#contract/recovery-sheet.ts';
import { installationReleases } from '#drizzle/schema/backups.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { operations } from '#drizzle/schema/operations.ts';
import { secrets } from '#drizzle/schema/secrets.ts';
import {
  backupEntryOf,
  collectedBackups,
  connectedHost,
  endOperation,
  HOST_KEY,
  type Member,
  openSite,
  organisationWith,
  PASSWORD,
  runningInstallation,
  type Site,
} from '#server/api/api.fixture.ts';
import { siteErrorDataOf } from '#server/api/site-error-map.ts';
import { inOrganisation, inScope, openDatabase } from '#server/database/connection.ts';

let site: Site;
let member: Member;
let home: HostId;
let other: HostId;
beforeAll(async () => {
  site = await openSite();
  member = await organisationWith(site, 'ours');
  home = await connectedHost(site, member, 'home');
  other = await connectedHost(site, member, 'other');
});
afterAll(() => site?.close());

const refusalOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TRPCError)) throw new Error('was not refused');
  const invalid = error.cause instanceof ZodError ? error.cause : null;
  return { code: error.code, ...siteErrorDataOf(error, invalid) };
};
const operationRow = async (operation: OperationId) => {
  const [row] = await inScope(site.web.db, member.scope, (tx) =>
    tx.select().from(operations).where(eq(operations.id, operation)),
  );
  return row;
};
const finish = (operation: OperationId, more: { installation?: InstallationId; becomes?: 'removed' } = {}) =>
  endOperation(site, member, { operation, state: 'succeeded', ...more });
const asWorker = async (work: Parameters<typeof inOrganisation>[2]) => {
  const db = openDatabase(site.database.urls.worker, { max: 1 });
  try {
    return await inOrganisation(db, member.scope.organisation, work);
  } finally {
    await db.$client.end();
  }
};

let count = 0;
/** An app of its own with what the host told of its backups. */
async function backedUp(entries: (digest: string) => BackupEntry[], targets?: string[]) {
  count += 1;
  const domain = `app${count}.example.org`;
  const { installation } = await runningInstallation(site, member, { host: home, domain });
  const [row] = await inScope(site.web.db, member.scope, (tx) =>
    tx.select().from(installations).where(eq(installations.id, installation)),
  );
  const digest = row?.packageDigest ?? '';
  await collectedBackups(site, member, {
    ...{ installation, host: home, entries: entries(digest) },
    ...(targets ? { targets } : {}),
  });
  return { installation, domain, digest };
}

const copy = (target: string) => ({ target, snapshot: 'd'.repeat(64), atMs: 1, addedBytes: null });
const SFTP = {
  kind: 'sftp' as const,
  name: 'attic',
  address: 'nas.example.org',
  user: 'hop3',
  path: 'backups/hop3',
  hostKey: HOST_KEY,
};
const PLAN = { schedule: DEFAULT_SCHEDULE, keep: DEFAULT_RETENTION, paused: false };
const MISSING = '20200101T000000Z-0000';

describe('places', () => {
  it('are SFTP servers that let our key in, and servers of one’s own', async () => {
    const { api } = member;
    const sftp = await api.backups.targets.add(SFTP);
    expect(sftp).toMatchObject({ publicKey: 'ssh-ed25519 AAAA hop3-backups', operation: null });
    expect(site.worker.asked.at(-1)).toMatchObject({
      procedure: 'makeTargetKey',
      input: { target: sftp.target },
    });
    await api.backups.targets.check({ target: sftp.target });

    expect((await api.backups.targets.stores()).map(({ name }) => name)).toEqual(['home', 'other']);
    const store = await api.backups.targets.add({ kind: 'store', host: other });
    expect(store.publicKey).toBeNull();
    expect(await operationRow(store.operation as OperationId)).toMatchObject({
      ...{ kind: 'open-store', hostId: other, installationId: null, input: { target: store.target } },
    });
    expect((await api.backups.targets.stores()).map(({ name }) => name)).toEqual(['home']);
    expect(await api.backups.targets.list()).toMatchObject([
      { id: 'local', kind: 'local', where: null, appendOnly: false },
      { name: 'attic', kind: 'sftp', where: 'nas.example.org:22', appendOnly: false, currentOperation: null },
      { name: 'other', kind: 'store', appendOnly: true, publicKey: null, currentOperation: store.operation },
    ]);
    await finish(store.operation as OperationId);
  });

  it('are refused by the name of the answer', async () => {
    const { api } = member;
    const add = (more: object) => refusalOf(api.backups.targets.add({ ...SFTP, ...more } as never));
    expect((await add({ path: 'elsewhere' })).fields).toEqual({ name: 'Another place has this name.' });
    expect((await add({ name: 'again' })).fields).toEqual({
      path: 'You have this place already: attic.',
    });
    expect(Object.keys((await add({ address: '-oProxyCommand=sh' })).fields)).toEqual(['address']);
    expect(Object.keys((await add({ path: '../../etc' })).fields)).toEqual(['path']);
    expect(Object.keys((await add({ user: 'root;id' })).fields)).toEqual(['user']);
    expect(Object.keys((await add({ hostKey: 'no key' })).fields)).toEqual(['hostKey']);
    const twice = await refusalOf(api.backups.targets.add({ kind: 'store', host: other }));
    expect(twice.fields).toEqual({ host: 'This server takes backups already.' });
    // Of a place that was refused no key stays.
    const kept = await inScope(site.web.db, member.scope, (tx) =>
      tx.select({ row: secrets.rowId }).from(secrets).where(eq(secrets.tableName, 'backup_targets')),
    );
    expect(kept).toEqual([]);
  });

  it('stay while a plan names them; a store that was removed becomes the same one again', async () => {
    const { api } = member;
    const host = await connectedHost(site, member, 'cellar');
    const { target, operation } = await api.backups.targets.add({ kind: 'store', host });
    await finish(operation as OperationId);
    const { installation } = await backedUp(() => [], ['local', target]);
    expect(await refusalOf(api.backups.targets.remove({ target }))).toMatchObject({
      ...{ code: 'PRECONDITION_FAILED', message: 'News is backed up there.' },
    });
    const plan = await api.backups.setPlan({ installation, ...PLAN, targets: ['local'] });
    const closed = await api.backups.targets.remove({ target });
    expect(await operationRow(closed.operation as OperationId)).toMatchObject({ kind: 'open-store' });
    expect((await api.backups.targets.list()).some(({ id }) => id === target)).toBe(false);
    const busy = await refusalOf(api.backups.targets.add({ kind: 'store', host }));
    expect(busy.code).toBe('CONFLICT');
    await finish(closed.operation as OperationId);
    const again = await api.backups.targets.add({ kind: 'store', host });
    expect(again.target).toBe(target);
    await finish(again.operation as OperationId);
    await finish(plan.operation);
    expect(await refusalOf(api.backups.targets.remove({ target: crypto.randomUUID() }))).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a plan', () => {
  it('is written with its operation, and is not applied before the host has it', async () => {
    const { api } = member;
    const { installation } = await runningInstallation(site, member, {
      host: home,
      domain: 'plan.example.org',
    });
    expect(await api.backups.plan({ installation })).toEqual({ plan: null, timezone: 'Etc/UTC' });
    expect(await refusalOf(api.backups.now({ installation }))).toMatchObject({
      message: 'It has no backup plan yet.',
    });
    const targets = await api.backups.targets.list();
    const attic = targets.find(({ name }) => name === 'attic')?.id ?? '';
    const schedule = { every: 'six-hours', at: '01:30' } as const;
    const started = await api.backups.setPlan({ installation, ...PLAN, schedule, targets: ['local', attic] });
    expect(await operationRow(started.operation)).toMatchObject({ kind: 'set-backup-plan', input: {} });
    expect((await api.backups.plan({ installation })).plan).toMatchObject({
      ...{ schedule, applied: false, nextAtMs: null },
      targets: [
        { id: 'local', name: 'home', kind: 'local' },
        { id: attic, name: 'attic', kind: 'sftp', appendOnly: false },
      ],
    });
    expect((await refusalOf(api.backups.now({ installation }))).code).toBe('CONFLICT');
    await finish(started.operation);
    const now = await api.backups.now({ installation });
    expect(await operationRow(now.operation)).toMatchObject({ kind: 'backup', input: { reason: 'manual' } });
    await finish(now.operation);
    expect(await member.api.audit.list({ installation })).toMatchObject([
      { action: 'backups.now', accepted: true, operation: now.operation },
      { action: 'backups.now', accepted: false },
      { action: 'backups.setPlan', accepted: true },
      { action: 'backups.now', accepted: false },
    ]);
  });

  it('is refused with places that would not help', async () => {
    const { api } = member;
    const { installation } = await runningInstallation(site, member, {
      host: other,
      domain: 'bad.example.org',
    });
    const targets = await api.backups.targets.list();
    const store = targets.find(({ name }) => name === 'other')?.id ?? '';
    const neighbour = await organisationWith(site, 'neighbour');
    const foreign = await neighbour.api.backups.targets.add(SFTP);
    const set = async (chosen: string[]) =>
      (await refusalOf(api.backups.setPlan({ installation, ...PLAN, targets: chosen }))).fields;
    expect(await set([])).toEqual({ targets: 'Choose at least one place' });
    expect(await set(['local', 'local'])).toEqual({ targets: 'A place is named twice.' });
    expect(await set([foreign.target])).toEqual({ targets: 'There is no such place.' });
    expect((await set(['local', store]))['targets']).toContain('a copy there is lost with it');
    expect((await api.backups.plan({ installation })).plan).toBeNull();
  });
});

describe('backups', () => {
  it('are listed newest first, with what is only on the disk of their server', async () => {
    const { api } = member;
    const attic = (await api.backups.targets.list()).find(({ name }) => name === 'attic')?.id ?? '';
    const { installation } = await backedUp((packageDigest) => [
      backupEntryOf({ packageDigest }),
      backupEntryOf({
        ...{ id: '20261127T031502Z-4f1c', atMs: Date.UTC(2026, 10, 27), packageDigest },
        copies: [copy('local'), copy(attic), copy(crypto.randomUUID())],
      }),
    ]);
    const failed = {
      code: 'backup-target-failed',
      message: 'attic is full.',
      remedy: null,
      detail: null,
    } as const;
    await asWorker((tx) =>
      tx
        .update(installations)
        .set({ backupAttempts: [{ target: attic, atMs: 5, failure: failed }] })
        .where(eq(installations.id, installation)),
    );
    const found = await api.backups.list({ installation });
    expect(found.attempts).toEqual([{ target: attic, name: 'attic', atMs: 5, failure: failed }]);
    expect(found.backups).toMatchObject([
      {
        ...{ id: '20261127T031502Z-4f1c', onlyHere: false, host: home },
        copies: [
          { target: 'local', name: 'home', elsewhere: false, usable: true },
          { target: attic, name: 'attic', elsewhere: true, usable: true },
          { elsewhere: true, usable: false },
        ],
      },
      { id: '20261126T031502Z-4f1c', onlyHere: true },
    ]);
  });

  it('are restored in place, with the release that they are of', async () => {
    const { api } = member;
    const older = 'e'.repeat(64);
    const old = '20261120T031502Z-4f1c';
    const { installation, digest } = await backedUp((packageDigest) => [
      backupEntryOf({ packageDigest }),
      backupEntryOf({ id: old, packageDigest: older }),
    ]);
    const id = backupEntryOf().id;
    expect((await refusalOf(api.backups.restore({ installation, backup: MISSING }))).code).toBe('NOT_FOUND');
    const elsewhere = await refusalOf(
      api.backups.restore({ installation, backup: id, target: crypto.randomUUID() }),
    );
    expect(elsewhere.fields).toEqual({ target: 'This backup has no copy there.' });
    expect((await refusalOf(api.backups.restore({ installation, backup: old }))).message).toContain(
      'whose package is not known here',
    );

    const same = await api.backups.restore({ installation, backup: id });
    expect(await operationRow(same.operation)).toMatchObject({
      ...{ kind: 'restore', input: { backup: id, target: 'local' }, package: null, packageDigest: null },
    });
    await finish(same.operation);
    await asWorker(async (tx) => {
      const [row] = await tx.select().from(installations).where(eq(installations.id, installation));
      if (row === undefined) throw new Error('gone');
      await tx.insert(installationReleases).values({
        ...{ installationId: installation, organisationId: member.scope.organisation },
        ...{ packageDigest: older, package: row.package },
      });
    });
    const back = await api.backups.restore({ installation, backup: old, target: 'local' });
    expect(await operationRow(back.operation)).toMatchObject({
      ...{
        input: { backup: old, target: 'local' },
        packageDigest: older,
        package: { manifest: expect.anything() },
      },
    });
    await endOperation(site, member, { operation: back.operation, state: 'failed' });
    const retried = await api.operations.retry({ operation: back.operation });
    expect(await operationRow(retried.operation)).toMatchObject({ packageDigest: older });
    expect(digest).not.toBe(older);
  });

  it('become new installations on every server that can read a copy', async () => {
    const { api } = member;
    const attic = (await api.backups.targets.list()).find(({ name }) => name === 'attic')?.id ?? '';
    const far = '20261127T031502Z-4f1c';
    const { installation, domain } = await backedUp((packageDigest) => [
      backupEntryOf({ packageDigest }),
      backupEntryOf({ id: far, packageDigest, copies: [copy('local'), copy(attic)] }),
    ]);
    const make = (more: object) =>
      api.backups.installFromBackup({
        ...{ installation, backup: far, host: other, title: 'News again', domain: 'again.example.org' },
        ...more,
      });
    expect((await refusalOf(make({ backup: backupEntryOf().id }))).fields['host']).toContain(
      'on the disk of home only',
    );
    expect((await refusalOf(make({ target: 'local' }))).fields['target']).toContain('the disk of home');
    expect((await refusalOf(make({ domain }))).fields).toEqual({ domain: 'Another app has this address.' });
    expect(Object.keys((await refusalOf(make({ host: crypto.randomUUID() }))).fields)).toEqual(['host']);

    const made = await make({});
    expect(made.installation).not.toBe(installation);
    expect(await operationRow(made.operation)).toMatchObject({
      ...{ kind: 'install-from-backup', hostId: other, installationId: made.installation },
      input: { from: installation, backup: far, target: attic },
    });
    const [row] = await inScope(site.web.db, member.scope, (tx) =>
      tx.select().from(installations).where(eq(installations.id, made.installation)),
    );
    expect(row).toMatchObject({
      ...{ madeFrom: installation, state: 'installing', title: 'News again', domain: 'again.example.org' },
      ...{ app: 'miniflux', adminUsername: 'admin', hostId: other },
    });
    expect((await api.backups.plan({ installation: made.installation })).plan).toMatchObject({
      ...{ schedule: DEFAULT_SCHEDULE, applied: false, targets: [{ id: 'local' }] },
    });
  });

  it('are kept after an uninstall, until they are deleted by name', async () => {
    const { api } = member;
    const { installation, domain } = await backedUp((packageDigest) => [backupEntryOf({ packageDigest })]);
    expect((await refusalOf(api.backups.deleteKept({ installation, confirm: 'News' }))).code).toBe(
      'PRECONDITION_FAILED',
    );
    const uninstalled = await api.installations.uninstall({
      installation,
      confirm: domain,
      lastBackup: true,
    });
    expect(await operationRow(uninstalled.operation)).toMatchObject({ input: { lastBackup: true } });
    await finish(uninstalled.operation, { installation, becomes: 'removed' });
    expect((await refusalOf(api.backups.now({ installation }))).message).toBe('It is not installed.');
    expect(await api.backups.kept()).toMatchObject([
      { ...{ installation, title: 'News', domain, hostName: 'home' }, backups: 1, reach: 'only-here' },
    ]);
    expect(
      Object.keys((await refusalOf(api.backups.deleteKept({ installation, confirm: 'x' }))).fields),
    ).toEqual(['confirm']);
    const forgotten = await api.backups.forget({ installation, backup: backupEntryOf().id });
    expect(await operationRow(forgotten.operation)).toMatchObject({
      ...{ kind: 'set-backup-plan', input: { forget: backupEntryOf().id } },
    });
    await endOperation(site, member, { operation: forgotten.operation, state: 'failed' });
    const again = await api.operations.retry({ operation: forgotten.operation });
    await finish(again.operation);
    const deleted = await api.backups.deleteKept({ installation, confirm: ' News ' });
    expect(await operationRow(deleted.operation)).toMatchObject({ input: { deleteKept: true } });
    await finish(deleted.operation);

    await inScope(site.web.db, member.scope, (tx) =>
      tx.update(hosts).set({ state: 'removed' }).where(eq(hosts.id, home)),
    );
    expect((await refusalOf(api.backups.deleteKept({ installation, confirm: 'News' }))).remedy).toContain(
      installation,
    );
    expect((await api.backups.list({ installation })).backups).toMatchObject([
      { copies: [{ target: 'local', usable: false }] },
    ]);
    expect(await api.backups.kept()).toMatchObject([{ reach: 'nowhere' }]);
    await inScope(site.web.db, member.scope, (tx) =>
      tx.update(hosts).set({ state: 'connected' }).where(eq(hosts.id, home)),
    );
  });

  it('are in the way of disconnecting the server that they are on', async () => {
    const { api } = member;
    const host = await connectedHost(site, member, 'attic-1');
    const { installation } = await runningInstallation(site, member, { host, domain: 'attic.example.org' });
    await collectedBackups(site, member, { installation, host, entries: [backupEntryOf()] });
    const { operation } = await api.installations.uninstall({ installation, confirm: 'attic.example.org' });
    await finish(operation, { installation, becomes: 'removed' });
    expect(await api.backups.onHost({ host })).toBe(1);
    expect((await refusalOf(api.hosts.disconnect({ host }))).fields).toEqual({
      deleteBackups: 'A backup is on its disk.',
    });
    expect((await refusalOf(api.hosts.disconnect({ host: other, deleteBackups: true }))).message).toContain(
      'on this server',
    );
    await api.hosts.disconnect({ host, deleteBackups: true });
  });

  it('have no last one without a plan', async () => {
    const { installation } = await runningInstallation(site, member, {
      host: home,
      domain: 'none.example.org',
    });
    const refused = await refusalOf(
      member.api.installations.uninstall({ installation, confirm: 'none.example.org', lastBackup: true }),
    );
    expect(Object.keys(refused.fields)).toEqual(['lastBackup']);
  });
});

describe('the recovery sheet', () => {
  it('is shown for the password only, and names what a restore needs', async () => {
    const { api } = member;
    expect(await api.backups.recovery()).toEqual({ keptAtMs: null, placesSince: [] });
    expect((await refusalOf(api.backups.recoverySheet({ password: 'not it' }))).fields).toEqual({
      password: 'This is not your present password.',
    });
    const {
      sheet,
      installations: listed,
      organisation,
    } = await api.backups.recoverySheet({
      password: PASSWORD,
    });
    expect(organisation).toBe('ours');
    expect(sheet).toMatchObject({ backupKey: 'AAAAA-BBBBB', siteKey: 'AGE-SECRET-KEY-1TEST' });
    expect(sheet.places.map(({ name, target }) => [name, target.kind])).toEqual([
      ['attic', 'sftp'],
      ['other', 'store'],
      ['cellar', 'store'],
    ]);
    expect(listed.length).toBeGreaterThan(3);
    for (const each of listed) expect(each.targets.length).toBeGreaterThan(0);
    expect(readRecoverySheet(recoveryBlock(sheet))).toEqual(sheet);
    const written = JSON.stringify(await api.audit.list());
    expect(written).toContain('backups.recoverySheet');
    expect(written).not.toContain(PASSWORD);
    expect(written).not.toContain('AAAAA-BBBBB');
  });

  it('is out of date when a place was added since', async () => {
    const { api } = member;
    const { keptAtMs } = await api.backups.recoverySheetKept();
    expect(await api.backups.recovery()).toEqual({ keptAtMs, placesSince: [] });
    await api.backups.targets.add({ ...SFTP, name: 'bank', path: 'vault' });
    expect((await api.backups.recovery()).placesSince).toEqual(['bank']);
  });
});
