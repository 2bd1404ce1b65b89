// SPDX-License-Identifier: AGPL-3.0-or-later
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupBook, BackupEntry } from '#contract/backup.ts';
import { type HostId, type InstallationId, installationId } from '#contract/ids.ts';
import { backups } from '#drizzle/schema/backups.ts';
import { installations } from '#drizzle/schema/installations.ts';
import {
  backupEntryOf,
  connectedHost,
  type Member,
  openSite,
  organisationWith,
  runningInstallation,
  type Site,
} from '#server/api/api.fixture.ts';
import { type Database, openDatabase } from '#server/database/connection.ts';
import {
  ensurePlanRow,
  findRelease,
  forgetBooksBut,
  recordBackup,
  recordBook,
  recordRelease,
} from './backup-rows.ts';

let site: Site;
let member: Member;
let worker: Database;
let host: HostId;
let other: HostId;
let installation: InstallationId;

beforeAll(async () => {
  site = await openSite();
  member = await organisationWith(site, 'town');
  worker = openDatabase(site.database.urls.worker, { max: 1 });
  host = await connectedHost(site, member, 'one');
  other = await connectedHost(site, member, 'two');
  installation = (await runningInstallation(site, member, { host, domain: 'news.example.org' })).installation;
});
afterAll(async () => {
  await worker?.$client.end();
  await site?.close();
});

const of = () => ({ organisation: member.scope.organisation, installation });
const entry = (day: number, more: Partial<BackupEntry> = {}): BackupEntry =>
  backupEntryOf({
    id: `202611${day}T031502Z-4f1c`,
    atMs: Date.UTC(2026, 10, day, 3, 15, 2),
    ...more,
  });
const elsewhere = {
  target: '66666666-6666-7666-8666-666666666666',
  snapshot: 'e'.repeat(64),
  atMs: 1,
  addedBytes: null,
};
const book = (...entries: BackupEntry[]): BackupBook => ({
  ...{ installation, app: 'miniflux', title: 'News', domain: 'news.example.org', plan: null, entries },
  ...{ attempts: [], verifiedAtMs: 5_000, uninstalledAtMs: null },
});
const ids = async (): Promise<string[]> =>
  (await worker.select({ id: backups.id }).from(backups)).map((row) => row.id).sort();
const row = async () =>
  (await worker.select().from(installations).where(eq(installations.id, installation)))[0];

describe('the book of a host', () => {
  it('makes the rows what it says, and the promises of the installation with them', async () => {
    await recordBackup(worker, { ...of(), host }, entry(24));
    const copied = entry(25, { copies: [...entry(25).copies, elsewhere] });
    await recordBook(worker, { ...of(), host }, book(entry(26), copied));
    expect(await ids()).toEqual([entry(25).id, entry(26).id]);
    expect(await row()).toMatchObject({
      lastBackupAt: new Date(entry(26).atMs),
      lastBackupElsewhereAt: new Date(entry(25).atMs),
      backupsVerifiedAt: new Date(5_000),
    });
  });

  it('brings a copy that was added later', async () => {
    await recordBook(
      worker,
      { ...of(), host },
      book(entry(26, { copies: [...entry(26).copies, elsewhere] })),
    );
    const [found] = await worker.select().from(backups);
    expect(found?.entry.copies).toHaveLength(2);
  });

  it('does not touch what another host made, also when it is gone', async () => {
    await recordBackup(worker, { ...of(), host: other }, entry(27));
    await recordBook(worker, { ...of(), host }, book());
    expect(await ids()).toEqual([entry(27).id]);
    await forgetBooksBut(worker, host, []);
    expect(await ids()).toEqual([entry(27).id]);
    await forgetBooksBut(worker, other, [installation]);
    expect(await ids()).toEqual([entry(27).id]);
    await forgetBooksBut(worker, other, [installationId.parse(elsewhere.target)]);
    expect(await ids()).toEqual([]);
  });
});

it('writes a plan of our choice once, and leaves one that was chosen alone', async () => {
  const plan = await ensurePlanRow(worker, of());
  expect(plan).toMatchObject({ targets: ['local'], schedule: { every: 'day' }, appliedAt: null });
  await member.api.backups.setPlan({
    ...{ installation, keep: plan.keep, paused: true, targets: ['local'] },
    schedule: { every: 'week', at: '12:00' },
  });
  expect(await ensurePlanRow(worker, of())).toMatchObject({ paused: true, schedule: { every: 'week' } });
});

it('knows a release by its digest, and keeps what was learned of it', async () => {
  const loaded = await site.web.catalogue.load('miniflux' as never);
  if (loaded === null) throw new Error('no miniflux');
  const release = { package: loaded.package, packageDigest: loaded.digest };
  await recordRelease(worker, of(), { ...release, version: '2.2.6' });
  await recordRelease(worker, of(), { ...release, rootDigest: 'd'.repeat(64) });
  expect(await findRelease(worker, installation, loaded.digest)).toMatchObject({
    version: '2.2.6',
    rootDigest: 'd'.repeat(64),
  });
});
