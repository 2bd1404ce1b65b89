// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, desc, eq, gt, inArray, isNull, lt, notInArray, sql } from 'drizzle-orm';
import {
  type BackupAttempt,
  type BackupBook,
  type BackupEntry,
  type BackupId,
  type BackupPlan,
  type BackupRetention,
  backupPlan,
  DEFAULT_RETENTION,
} from '#contract/backup.ts';
import type { HostId, InstallationId, OrganisationId } from '#contract/ids.ts';
import {
  type BackupPlanRow,
  type BackupTargetRow,
  backupPlans,
  backups,
  backupTargets,
  installationReleases,
} from '#drizzle/schema/backups.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { operations } from '#drizzle/schema/operations.ts';
import { type Database, inOrganisation } from '#server/database/connection.ts';
import { defaultSchedule } from './default-schedule.ts';
import { LOCAL, placeOf } from './places.ts';

/** Whose rows: of an installation, within its organisation. */
export interface OfInstallation {
  readonly organisation: OrganisationId;
  readonly installation: InstallationId;
}

/** A release is known for as long as there are backups of it: they name its package by digest. */
export async function recordRelease(
  db: Database,
  { organisation, installation }: OfInstallation,
  release: Pick<
    typeof installationReleases.$inferInsert,
    'package' | 'packageDigest' | 'version' | 'rootDigest'
  >,
): Promise<void> {
  const { version, rootDigest } = release;
  await inOrganisation(db, organisation, (tx) =>
    tx
      .insert(installationReleases)
      .values({ ...release, organisationId: organisation, installationId: installation })
      .onConflictDoUpdate({
        target: [installationReleases.installationId, installationReleases.packageDigest],
        set: {
          version: sql`coalesce(${version ?? null}, ${installationReleases.version})`,
          rootDigest: sql`coalesce(${rootDigest ?? null}, ${installationReleases.rootDigest})`,
        },
      }),
  );
}

/** The row of the plan; one of our choice is written when there is none: every night, on the host's own disk. */
export async function ensurePlanRow(
  db: Database,
  { organisation, installation }: OfInstallation,
): Promise<BackupPlanRow> {
  return inOrganisation(db, organisation, async (tx) => {
    await tx
      .insert(backupPlans)
      .values({
        installationId: installation,
        organisationId: organisation,
        schedule: defaultSchedule(installation),
        keep: DEFAULT_RETENTION,
        targets: ['local'],
      })
      .onConflictDoNothing();
    const [row] = await tx.select().from(backupPlans).where(eq(backupPlans.installationId, installation));
    if (row === undefined) throw new Error('the plan of an installation could not be written');
    return row;
  });
}

/** What hosts are told. Throws when it names a place that there is not. */
export function planOf(row: BackupPlanRow, places: readonly BackupTargetRow[]): BackupPlan {
  const { schedule, keep, paused } = row;
  const targets = row.targets.map((id) => {
    if (id === 'local') return LOCAL;
    const place = places.find((one) => one.id === id);
    if (place === undefined) throw new Error(`the plan names a place that is not there: ${id}`);
    return placeOf(place);
  });
  return backupPlan.parse({ schedule, keep, paused, targets });
}

export async function markPlanApplied(
  db: Database,
  { organisation, installation }: OfInstallation,
): Promise<void> {
  await inOrganisation(db, organisation, (tx) =>
    tx.update(backupPlans).set({ appliedAt: sql`now()` }).where(eq(backupPlans.installationId, installation)),
  );
}

/** One that was made just now; the collector brings what the host made by itself. */
export async function recordBackup(
  db: Database,
  of: OfInstallation & { readonly host: HostId },
  entry: BackupEntry,
): Promise<void> {
  const { organisation, installation, host } = of;
  await inOrganisation(db, organisation, async (tx) => {
    const row = { hostId: host, at: new Date(entry.atMs), entry };
    await tx
      .insert(backups)
      .values({ installationId: installation, id: entry.id, organisationId: organisation, ...row })
      .onConflictDoUpdate({ target: [backups.installationId, backups.id], set: row });
    const elsewhere = entry.copies.some((copy) => copy.target !== 'local');
    await tx
      .update(installations)
      .set({ lastBackupAt: row.at, ...(elsewhere ? { lastBackupElsewhereAt: row.at } : {}) })
      .where(eq(installations.id, installation));
  });
}

export async function forgetBackup(
  db: Database,
  { organisation, installation }: OfInstallation,
  backup: BackupId,
): Promise<void> {
  await inOrganisation(db, organisation, (tx) =>
    tx.delete(backups).where(and(eq(backups.installationId, installation), eq(backups.id, backup))),
  );
}

export async function forgetAllBackups(
  db: Database,
  { organisation, installation }: OfInstallation,
): Promise<void> {
  await inOrganisation(db, organisation, async (tx) => {
    await tx.delete(backups).where(eq(backups.installationId, installation));
    await tx
      .update(installations)
      .set({ lastBackupAt: null, lastBackupElsewhereAt: null, backupAttempts: [] })
      .where(eq(installations.id, installation));
  });
}

/** Whether the administrator's password was set anew by us after this time. */
export async function passwordResetSince(
  db: Database,
  installation: InstallationId,
  since: Date,
): Promise<boolean> {
  const rows = await db
    .select({ id: operations.id })
    .from(operations)
    .where(
      and(
        eq(operations.installationId, installation),
        eq(operations.kind, 'reset-password'),
        eq(operations.state, 'succeeded'),
        gt(operations.endedAt, since),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export interface Stored {
  readonly installation: InstallationId;
  readonly keep: BackupRetention;
  readonly pinned: readonly BackupId[];
}

/** Whose repositories are on the organisation's stores of a host, with what is to be kept of them. */
export async function storedOn(db: Database, organisation: OrganisationId, host: HostId): Promise<Stored[]> {
  const stores = await storesOn(db, host);
  const ids = stores.filter((store) => store.organisationId === organisation).map((store) => store.id);
  if (ids.length === 0) return [];
  const rows = await db
    .select({ installation: backups.installationId, entry: backups.entry, keep: backupPlans.keep })
    .from(backups)
    .leftJoin(backupPlans, eq(backupPlans.installationId, backups.installationId))
    .where(eq(backups.organisationId, organisation))
    .orderBy(desc(backups.at));
  const found = new Map<InstallationId, { keep: BackupRetention; pinned: BackupId[] }>();
  for (const { installation, entry, keep } of rows) {
    if (!entry.copies.some((copy) => ids.includes(copy.target))) continue;
    const known = found.get(installation) ?? { keep: keep ?? DEFAULT_RETENTION, pinned: [] };
    if (entry.pinned) known.pinned.push(entry.id);
    found.set(installation, known);
  }
  return [...found].map(([installation, rest]) => ({ installation, ...rest }));
}

/** Places that are on this host, whosoever they are. */
export async function storesOn(db: Database, host: HostId): Promise<BackupTargetRow[]> {
  return db
    .select()
    .from(backupTargets)
    .where(
      and(eq(backupTargets.hostId, host), eq(backupTargets.kind, 'store'), isNull(backupTargets.removedAt)),
    );
}

/** Connected hosts with stores of an organisation on which retention was last kept before this time, or never. */
export async function storesDue(
  db: Database,
  before: Date,
): Promise<{ organisation: OrganisationId; host: HostId; name: string }[]> {
  return db
    .selectDistinct({ organisation: backupTargets.organisationId, host: hosts.id, name: hosts.name })
    .from(backupTargets)
    .innerJoin(hosts, eq(hosts.id, backupTargets.hostId))
    .where(
      and(
        eq(backupTargets.kind, 'store'),
        isNull(backupTargets.removedAt),
        eq(hosts.state, 'connected'),
        lt(backupTargets.createdAt, before),
        sql`not exists (select 1 from ${operations} where ${operations.hostId} = ${hosts.id}
          and ${operations.organisationId} = ${backupTargets.organisationId} and ${operations.kind} = 'open-store'
          and ${operations.input} ->> 'retain' = 'true' and ${operations.createdAt} > ${before.toISOString()}::timestamptz)`,
      ),
    );
}

/** Makes the rows of an installation's backups what its host's book says. */
export async function recordBook(
  db: Database,
  of: OfInstallation & { readonly host: HostId },
  book: BackupBook,
): Promise<void> {
  const { organisation, installation, host } = of;
  const here = and(eq(backups.installationId, installation), eq(backups.hostId, host));
  await inOrganisation(db, organisation, async (tx) => {
    const known = await tx.select({ id: backups.id, entry: backups.entry }).from(backups).where(here);
    const before = new Map(known.map((row) => [row.id, JSON.stringify(row.entry)]));
    for (const entry of book.entries) {
      if (sameEntry(before.get(entry.id), entry)) continue;
      const row = { hostId: host, at: new Date(entry.atMs), entry };
      await tx
        .insert(backups)
        .values({ installationId: installation, id: entry.id, organisationId: organisation, ...row })
        .onConflictDoUpdate({ target: [backups.installationId, backups.id], set: row });
    }
    const ids = book.entries.map((entry) => entry.id);
    await tx.delete(backups).where(ids.length === 0 ? here : and(here, notInArray(backups.id, ids)));
    await tx.update(installations).set(promisesOf(book)).where(eq(installations.id, installation));
  });
}

const sameEntry = (before: string | undefined, entry: BackupEntry): boolean =>
  before !== undefined && sortedJson(JSON.parse(before)) === sortedJson(entry);

/** PostgreSQL orders keys its own way. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** What an installation's row shows of its backups. Pure. */
export function promisesOf(book: Pick<BackupBook, 'entries' | 'attempts' | 'verifiedAtMs'>): {
  lastBackupAt: Date | null;
  lastBackupElsewhereAt: Date | null;
  backupAttempts: BackupAttempt[];
  backupsVerifiedAt: Date | null;
} {
  const newest = (entries: readonly BackupEntry[]): Date | null =>
    entries.length === 0 ? null : new Date(Math.max(...entries.map((entry) => entry.atMs)));
  return {
    lastBackupAt: newest(book.entries),
    lastBackupElsewhereAt: newest(
      book.entries.filter((entry) => entry.copies.some((copy) => copy.target !== 'local')),
    ),
    backupAttempts: book.attempts,
    backupsVerifiedAt: book.verifiedAtMs === null ? null : new Date(book.verifiedAtMs),
  };
}

/** The host has no book of these any more. Rows that other hosts' books are about stay. */
export async function forgetBooksBut(
  db: Database,
  host: HostId,
  there: readonly InstallationId[],
): Promise<void> {
  const rows = await db
    .selectDistinct({ installation: backups.installationId, organisation: backups.organisationId })
    .from(backups)
    .where(
      there.length === 0
        ? eq(backups.hostId, host)
        : and(eq(backups.hostId, host), notInArray(backups.installationId, [...there])),
    );
  for (const { installation, organisation } of rows) {
    await inOrganisation(db, organisation, (tx) =>
      tx.delete(backups).where(and(eq(backups.hostId, host), eq(backups.installationId, installation))),
    );
  }
}

/** Which of these are installations of ours, with their organisations. */
export async function knownInstallations(
  db: Database,
  ids: readonly InstallationId[],
): Promise<{ id: InstallationId; organisationId: OrganisationId }[]> {
  if (ids.length === 0) return [];
  return db
    .select({ id: installations.id, organisationId: installations.organisationId })
    .from(installations)
    .where(inArray(installations.id, [...ids]));
}

export async function findRelease(
  db: Database,
  installation: InstallationId,
  packageDigest: string,
): Promise<typeof installationReleases.$inferSelect | null> {
  const [row] = await db
    .select()
    .from(installationReleases)
    .where(
      and(
        eq(installationReleases.installationId, installation),
        eq(installationReleases.packageDigest, packageDigest),
      ),
    );
  return row ?? null;
}
