// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, asc, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { BackupTarget, BackupTargetId } from '#contract/backup.ts';
import type { RecoverySheetView, RecoveryView, SiteCopyView } from '#contract/site-api/recovery.ts';
import { type BackupTargetRow, backupPlans, backups, backupTargets } from '#drizzle/schema/backups.ts';
import { controlPlaneCopies } from '#drizzle/schema/control-plane-copies.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { organisations } from '#drizzle/schema/organisations.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  type Transaction,
} from '#server/database/connection.ts';
import type { RecoverySecrets } from '#server/worker-client/worker-port.ts';

/** Whether the sheet at hand is good. */
export async function findRecovery(db: Database, scope: OrganisationScope): Promise<RecoveryView> {
  return inScope(db, scope, async (tx) => {
    const [row] = await tx
      .select({ keptAt: organisations.recoverySheetAt })
      .from(organisations)
      .where(eq(organisations.id, scope.organisation));
    const keptAt = row?.keptAt ?? null;
    if (keptAt === null) return { keptAtMs: null, placesSince: [] };
    const since = await tx
      .select({ name: backupTargets.name })
      .from(backupTargets)
      .where(
        and(
          eq(backupTargets.organisationId, scope.organisation),
          isNull(backupTargets.removedAt),
          gt(backupTargets.createdAt, keptAt),
        ),
      )
      .orderBy(asc(backupTargets.createdAt));
    return { keptAtMs: keptAt.getTime(), placesSince: since.map(({ name }) => name) };
  });
}

/** The whole sheet, of rows and of what the worker unsealed. */
export async function composeSheet(
  db: Database,
  scope: OrganisationScope,
  given: { secrets: RecoverySecrets; siteUrl: string; nowMs: number },
): Promise<RecoverySheetView> {
  const { secrets, siteUrl, nowMs } = given;
  return inScope(db, scope, async (tx) => {
    const [organisation] = await tx
      .select({ name: organisations.name })
      .from(organisations)
      .where(eq(organisations.id, scope.organisation));
    const targets = await tx
      .select()
      .from(backupTargets)
      .where(eq(backupTargets.organisationId, scope.organisation))
      .orderBy(asc(backupTargets.createdAt));
    const listed = await backedUpInstallations(tx, scope);
    // A place that was removed is named while something is there.
    const places = targets.filter(
      ({ id, removedAt }) => removedAt === null || listed.some((each) => each.targets.includes(id)),
    );
    return {
      sheet: {
        version: 1,
        madeAtMs: nowMs,
        siteUrl,
        siteKey: secrets.siteKey,
        backupKey: secrets.backupKey,
        places: places.map((row) => ({
          name: row.name,
          target: backupTargetOf(row),
          privateKey: secrets.targetKeys[row.id] ?? null,
        })),
      },
      organisation: organisation?.name ?? '',
      installations: listed,
    };
  });
}

/** What has backups or a plan for them, the newest first. */
async function backedUpInstallations(
  tx: Transaction,
  scope: OrganisationScope,
): Promise<RecoverySheetView['installations']> {
  const rows = await tx
    .select({
      installation: installations.id,
      appTitle: installations.appTitle,
      title: installations.title,
      domain: installations.domain,
      state: installations.state,
      hostName: hosts.name,
      hostAddress: hosts.address,
      planned: backupPlans.targets,
      used: sql<BackupTargetId[]>`(select coalesce(jsonb_agg(distinct copy ->> 'target'), '[]')
        from ${backups} b, jsonb_array_elements(b.entry -> 'copies') as copy
        where b.installation_id = ${installations.id})`,
    })
    .from(installations)
    .innerJoin(hosts, eq(hosts.id, installations.hostId))
    .leftJoin(backupPlans, eq(backupPlans.installationId, installations.id))
    .where(
      and(
        eq(installations.organisationId, scope.organisation),
        sql`${installations.state} <> 'install-failed'`,
      ),
    )
    .orderBy(desc(installations.createdAt));
  return rows.flatMap(({ state, planned, used, ...row }) => {
    const removed = state === 'removed';
    const targets = [...new Set([...used, ...(removed ? [] : (planned ?? []))])];
    return targets.length === 0 ? [] : [{ ...row, removed, targets }];
  });
}

function backupTargetOf(row: BackupTargetRow): BackupTarget {
  const { id, address, port, userName: user, hostKey } = row;
  return row.kind === 'sftp'
    ? { kind: 'sftp', id, address, port, user, path: row.path ?? '.', hostKey }
    : { kind: 'store', id, address, port, user, hostKey };
}

/** Where backups of this site itself are; empty for an organisation that does not run it. */
export async function listSiteCopies(db: Database, scope: OrganisationScope): Promise<SiteCopyView[]> {
  const rows = await inScope(db, scope, (tx) =>
    tx
      .select({ copy: controlPlaneCopies, name: backupTargets.name })
      .from(controlPlaneCopies)
      .leftJoin(backupTargets, eq(sql`${backupTargets.id}::text`, controlPlaneCopies.target))
      .where(and(eq(controlPlaneCopies.organisationId, scope.organisation), isNull(backupTargets.removedAt))),
  );
  return rows
    .map(({ copy, name }) => ({
      target: copy.target,
      name: copy.target === 'local' ? 'This computer' : (name ?? ''),
      atMs: copy.at?.getTime() ?? null,
      bytes: copy.bytes,
      failure: copy.failure,
    }))
    .sort(
      (a, b) => Number(b.target === 'local') - Number(a.target === 'local') || a.name.localeCompare(b.name),
    );
}
