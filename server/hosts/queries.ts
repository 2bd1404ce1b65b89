// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq, getTableColumns, isNull, or, sql } from 'drizzle-orm';
import type { HostId, OperationId } from '#contract/ids.ts';
import { type HostView, hostState } from '#contract/site-api/hosts.ts';
import { type HostRow, hosts } from '#drizzle/schema/hosts.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  type Transaction,
} from '#server/database/connection.ts';

const seenBy = (scope: OrganisationScope) =>
  or(eq(hosts.organisationId, scope.organisation), isNull(hosts.organisationId));

/** Those that are connected or about to be. */
const listed = sql`${hosts.state} not in ('connect-failed', 'removed')`;

const columns = {
  ...getTableColumns(hosts),
  installations: sql<number>`(select count(*)::int from installations i
    where i.host_id = hosts.id and i.state not in ('removed', 'install-failed'))`,
  currentOperation: sql<OperationId | null>`(select o.id from operations o
    where o.host_id = hosts.id and o.installation_id is null and o.state in ('queued', 'running', 'undoing'))`,
};
type Found = HostRow & { installations: number; currentOperation: OperationId | null };

export async function listHosts(db: Database, scope: OrganisationScope): Promise<HostView[]> {
  const rows = await inScope(db, scope, (tx) =>
    tx
      .select(columns)
      .from(hosts)
      .where(and(seenBy(scope), listed))
      .orderBy(hosts.createdAt),
  );
  return rows.map(viewOf);
}

export async function findHost(
  db: Database,
  scope: OrganisationScope,
  host: HostId,
): Promise<HostView | null> {
  const [row] = await inScope(db, scope, (tx) =>
    tx
      .select(columns)
      .from(hosts)
      .where(and(eq(hosts.id, host), seenBy(scope), listed)),
  );
  return row ? viewOf(row) : null;
}

/** One that apps can be installed on or that can be changed; also shared ones. */
export async function hostRow(
  tx: Transaction,
  scope: OrganisationScope,
  host: HostId,
): Promise<HostRow | null> {
  const [row] = await tx
    .select()
    .from(hosts)
    .where(and(eq(hosts.id, host), seenBy(scope), listed));
  return row ?? null;
}

/** Held by whatever puts apps on a host and by what disconnects it, so that the two do not pass each other. */
export async function holdHost(tx: Transaction, host: HostId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${host}, 4804))`);
}

const viewOf = (row: Found): HostView => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  state: hostState.parse(row.state),
  address: row.address,
  sshPort: row.sshPort,
  hostKeyFingerprint: row.hostKeyFingerprint,
  domainSuffix: row.domainSuffix,
  publicPort: row.publicPort,
  facts: row.facts,
  factsAtMs: row.factsAt?.getTime() ?? null,
  installations: row.installations,
  currentOperation: row.currentOperation,
});
