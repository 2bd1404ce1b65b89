// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { BackupTargetId } from '#contract/backup.ts';
import type { HostId, OperationId } from '#contract/ids.ts';
import type { BackupTargetView } from '#contract/site-api/backups.ts';
import type { HostView } from '#contract/site-api/hosts.ts';
import { type BackupTargetRow, backupPlans, backupTargets } from '#drizzle/schema/backups.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import type { KnownTarget } from '#server/backups/copies.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  type Transaction,
} from '#server/database/connection.ts';
import { listHosts } from '#server/hosts/queries.ts';

/** Also removed ones: backups may still be there. */
export async function knownTargets(
  tx: Transaction,
  scope: OrganisationScope,
): Promise<ReadonlyMap<string, KnownTarget>> {
  const { id, name, kind, hostId, removedAt } = backupTargets;
  const rows = await tx
    .select({ id, name, kind, hostId, removedAt, hostState: hosts.state })
    .from(backupTargets)
    .leftJoin(hosts, eq(hosts.id, backupTargets.hostId))
    .where(eq(backupTargets.organisationId, scope.organisation));
  return new Map(rows.map((row) => [row.id, row]));
}

export async function targetRow(
  tx: Transaction,
  scope: OrganisationScope,
  target: string,
): Promise<BackupTargetRow | null> {
  const [row] = await tx
    .select()
    .from(backupTargets)
    .where(
      and(
        eq(backupTargets.id, target),
        eq(backupTargets.organisationId, scope.organisation),
        isNull(backupTargets.removedAt),
      ),
    );
  return row ?? null;
}

export async function findTarget(
  db: Database,
  scope: OrganisationScope,
  target: string,
): Promise<BackupTargetRow | null> {
  return inScope(db, scope, (tx) => targetRow(tx, scope, target));
}

type Use = BackupTargetView['usedBy'][number] & { targets: readonly BackupTargetId[] };

/** Plans of what is installed or about to be. */
export async function plansInUse(tx: Transaction, scope: OrganisationScope): Promise<Use[]> {
  return tx
    .select({ installation: installations.id, title: installations.title, targets: backupPlans.targets })
    .from(backupPlans)
    .innerJoin(installations, eq(installations.id, backupPlans.installationId))
    .where(
      and(
        eq(backupPlans.organisationId, scope.organisation),
        sql`${installations.state} not in ('removed', 'install-failed')`,
      ),
    )
    .orderBy(asc(installations.title));
}

/** The servers' own disks first, then by name; without removed ones. */
export async function listTargets(db: Database, scope: OrganisationScope): Promise<BackupTargetView[]> {
  return inScope(db, scope, async (tx) => {
    const rows = await tx
      .select({
        target: backupTargets,
        operation: sql<OperationId | null>`(select o.id from operations o
          where o.host_id = backup_targets.host_id and o.kind = 'open-store'
            and o.state in ('queued', 'running', 'undoing'))`,
      })
      .from(backupTargets)
      .where(and(eq(backupTargets.organisationId, scope.organisation), isNull(backupTargets.removedAt)))
      .orderBy(asc(sql`lower(${backupTargets.name})`));
    const plans = await plansInUse(tx, scope);
    const counts = await copiesByTarget(tx, scope);
    const usedBy = (target: BackupTargetId) =>
      plans
        .filter(({ targets }) => targets.includes(target))
        .map(({ installation, title }) => ({ installation, title }));
    const local: BackupTargetView = {
      ...{ id: 'local', name: 'The server itself', kind: 'local', where: null, host: null },
      ...{ appendOnly: false, publicKey: null, currentOperation: null },
      usedBy: usedBy('local'),
      backups: counts.get('local') ?? 0,
    };
    return [
      local,
      ...rows.map(
        ({ target, operation }): BackupTargetView => ({
          id: target.id,
          name: target.name,
          kind: target.kind,
          where: `${target.address}:${target.port}`,
          host: target.hostId,
          appendOnly: target.kind === 'store',
          publicKey: target.kind === 'sftp' ? target.publicKey : null,
          usedBy: usedBy(target.id),
          backups: counts.get(target.id) ?? 0,
          currentOperation: operation,
        }),
      ),
    ];
  });
}

/** How many backups have a copy at each place. */
async function copiesByTarget(
  tx: Transaction,
  scope: OrganisationScope,
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.execute<{ target: string; count: number }>(sql`
    select copy ->> 'target' as target, count(*)::int as count
    from backups b, jsonb_array_elements(b.entry -> 'copies') as copy
    where b.organisation_id = ${scope.organisation} group by 1`);
  return new Map(rows.map(({ target, count }) => [target, count]));
}

/** Whether backups of others go to this server. */
export async function isStore(tx: Transaction, scope: OrganisationScope, host: HostId): Promise<boolean> {
  const [row] = await tx
    .select({ id: backupTargets.id })
    .from(backupTargets)
    .where(
      and(
        eq(backupTargets.organisationId, scope.organisation),
        eq(backupTargets.hostId, host),
        isNull(backupTargets.removedAt),
      ),
    );
  return row !== undefined;
}

/** Connected servers of the organisation's own that take no backups of others yet. */
export async function listPossibleStores(db: Database, scope: OrganisationScope): Promise<HostView[]> {
  const connected = (await listHosts(db, scope)).filter((host) => host.state === 'connected');
  return inScope(db, scope, async (tx) => {
    const own = await tx
      .select({ id: hosts.id })
      .from(hosts)
      .where(eq(hosts.organisationId, scope.organisation));
    const stores = await tx
      .select({ host: backupTargets.hostId })
      .from(backupTargets)
      .where(
        and(
          eq(backupTargets.organisationId, scope.organisation),
          eq(backupTargets.kind, 'store'),
          isNull(backupTargets.removedAt),
        ),
      );
    return connected.filter(
      ({ id }) => own.some((host) => host.id === id) && !stores.some(({ host }) => host === id),
    );
  });
}
