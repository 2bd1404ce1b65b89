// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, desc, eq, sql } from 'drizzle-orm';
import type { BackupId, BackupTargetId } from '#contract/backup.ts';
import type { HostId, InstallationId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';
import type {
  BackupPlanView,
  BackupsView,
  BackupView,
  KeptBackupsView,
  NamedTarget,
} from '#contract/site-api/backups.ts';
import { type BackupPlanRow, backupPlans, backups, installationReleases } from '#drizzle/schema/backups.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { knownTargets } from '#server/backup-targets/queries.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  type Transaction,
} from '#server/database/connection.ts';
import { backupViewOf, type KnownTarget, type Places, placeName } from './copies.ts';
import { nextBackupAtMs } from './next-backup.ts';

const about = {
  id: installations.id,
  title: installations.title,
  state: installations.state,
  timezone: installations.timezone,
  packageDigest: installations.packageDigest,
  attempts: installations.backupAttempts,
  verifiedAt: installations.backupsVerifiedAt,
  restoreProvenAt: installations.restoreProvenAt,
  host: { id: hosts.id, name: hosts.name, state: hosts.state },
};

/** What is decided by and shown of an installation's backups; also of a removed one. */
export async function backedUp(tx: Transaction, scope: OrganisationScope, installation: InstallationId) {
  const [row] = await tx
    .select(about)
    .from(installations)
    .innerJoin(hosts, eq(hosts.id, installations.hostId))
    .where(and(eq(installations.id, installation), eq(installations.organisationId, scope.organisation)));
  return row ?? null;
}

export async function planRow(
  tx: Transaction,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<BackupPlanRow | null> {
  const [row] = await tx
    .select()
    .from(backupPlans)
    .where(
      and(eq(backupPlans.installationId, installation), eq(backupPlans.organisationId, scope.organisation)),
    );
  return row ?? null;
}

/** One backup as the page has it; null when there is none. */
export async function findBackup(
  tx: Transaction,
  scope: OrganisationScope,
  which: { installation: InstallationId; backup: BackupId; host: Places['host'] },
): Promise<BackupView | null> {
  const [row] = await tx
    .select()
    .from(backups)
    .where(
      and(
        eq(backups.installationId, which.installation),
        eq(backups.id, which.backup),
        eq(backups.organisationId, scope.organisation),
      ),
    );
  if (row === undefined) return null;
  return backupViewOf(row, { targets: await knownTargets(tx, scope), host: which.host });
}

/** The package of a release that an installation had; null when nobody wrote it down. */
export async function packageOf(
  tx: Transaction,
  scope: OrganisationScope,
  release: { installation: InstallationId; digest: string },
): Promise<Package | null> {
  const [known] = await tx
    .select({ package: installationReleases.package })
    .from(installationReleases)
    .where(
      and(
        eq(installationReleases.installationId, release.installation),
        eq(installationReleases.packageDigest, release.digest),
        eq(installationReleases.organisationId, scope.organisation),
      ),
    );
  if (known) return known.package;
  const [present] = await tx
    .select({ package: installations.package })
    .from(installations)
    .where(
      and(
        eq(installations.id, release.installation),
        eq(installations.packageDigest, release.digest),
        eq(installations.organisationId, scope.organisation),
      ),
    );
  return present?.package ?? null;
}

/** Null: there is no such installation. */
export async function listBackups(
  db: Database,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<BackupsView | null> {
  return inScope(db, scope, async (tx) => {
    const found = await backedUp(tx, scope, installation);
    if (found === null) return null;
    const places: Places = { targets: await knownTargets(tx, scope), host: found.host };
    const rows = await tx
      .select()
      .from(backups)
      .where(and(eq(backups.installationId, installation), eq(backups.organisationId, scope.organisation)))
      .orderBy(desc(backups.at), desc(backups.id));
    return {
      backups: rows.map((row) => backupViewOf(row, places)),
      packageDigest: found.packageDigest,
      attempts: found.attempts.map((attempt) => ({ ...attempt, name: placeName(attempt.target, places) })),
      verifiedAtMs: found.verifiedAt?.getTime() ?? null,
      restoreProvenAtMs: found.restoreProvenAt?.getTime() ?? null,
    };
  });
}

/** `plan` null: none was chosen. The whole null: there is no such installation. */
export async function findPlan(
  db: Database,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<{ plan: BackupPlanView | null; timezone: string } | null> {
  return inScope(db, scope, async (tx) => {
    const found = await backedUp(tx, scope, installation);
    if (found === null) return null;
    const { timezone } = found;
    const row = await planRow(tx, scope, installation);
    if (row === null) return { plan: null, timezone };
    const places: Places = { targets: await knownTargets(tx, scope), host: found.host };
    const { schedule, keep, paused } = row;
    const plan: BackupPlanView = {
      ...{ schedule, keep, paused, timezone },
      targets: row.targets.map((target) => namedTarget(target, places)),
      applied: row.appliedAt !== null,
      nextAtMs: paused || row.appliedAt === null ? null : nextBackupAtMs(schedule, timezone, Date.now()),
    };
    return { plan, timezone };
  });
}

function namedTarget(target: BackupTargetId, places: Places): NamedTarget {
  const known: KnownTarget | undefined = target === 'local' ? undefined : places.targets.get(target);
  const kind = known?.kind ?? 'local';
  return { id: target, name: placeName(target, places), kind, appendOnly: kind === 'store' };
}

/** How many backups have a copy on the disk of a host: of what is or was on it, and of others that it keeps for them. */
export async function backupsOnHost(
  tx: Transaction,
  scope: OrganisationScope,
  host: HostId,
): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from backups b
    where b.organisation_id = ${scope.organisation} and exists (
      select 1 from jsonb_array_elements(b.entry -> 'copies') as copy
      where (copy ->> 'target' = 'local' and b.host_id = ${host})
        or copy ->> 'target' in (select t.id::text from backup_targets t where t.host_id = ${host}))`);
  return row?.count ?? 0;
}

export const countBackupsOnHost = (db: Database, scope: OrganisationScope, host: HostId): Promise<number> =>
  inScope(db, scope, (tx) => backupsOnHost(tx, scope, host));

/** What was uninstalled and has backups, the last first. */
export async function listKept(db: Database, scope: OrganisationScope): Promise<KeptBackupsView[]> {
  return inScope(db, scope, async (tx) => {
    const rows = await tx
      .select({
        installation: {
          id: installations.id,
          app: installations.app,
          appTitle: installations.appTitle,
          title: installations.title,
          domain: installations.domain,
          removedAt: installations.removedAt,
        },
        host: { id: hosts.id, name: hosts.name, state: hosts.state },
        backup: backups,
      })
      .from(backups)
      .innerJoin(installations, eq(installations.id, backups.installationId))
      .innerJoin(hosts, eq(hosts.id, installations.hostId))
      .where(and(eq(backups.organisationId, scope.organisation), eq(installations.state, 'removed')))
      .orderBy(desc(installations.removedAt), installations.id, desc(backups.at));
    const targets = await knownTargets(tx, scope);
    const kept = new Map<InstallationId, KeptBackupsView>();
    for (const { installation, host, backup } of rows) {
      const { copies } = backupViewOf(backup, { targets, host });
      const usable = copies.filter((copy) => copy.usable);
      const reach = usable.some((copy) => copy.target !== 'local')
        ? 'elsewhere'
        : usable.length > 0
          ? 'only-here'
          : 'nowhere';
      const before = kept.get(installation.id);
      const { id, app, appTitle, title, domain } = installation;
      kept.set(id, {
        ...{ installation: id, app, appTitle, title, domain, host: host.id, hostName: host.name },
        uninstalledAtMs: installation.removedAt?.getTime() ?? null,
        backups: (before?.backups ?? 0) + 1,
        newestAtMs: before?.newestAtMs ?? backup.at.getTime(),
        dataBytes: before?.dataBytes ?? backup.entry.dataBytes,
        reach: farther(before?.reach ?? 'nowhere', reach),
      });
    }
    return [...kept.values()];
  });
}

const REACH = ['nowhere', 'only-here', 'elsewhere'] as const satisfies KeptBackupsView['reach'][];
const farther = (a: KeptBackupsView['reach'], b: KeptBackupsView['reach']) =>
  REACH.indexOf(a) > REACH.indexOf(b) ? a : b;
