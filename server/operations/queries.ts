// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, asc, desc, eq, getTableColumns, gt, sql } from 'drizzle-orm';
import type { HostId, InstallationId, OperationId } from '#contract/ids.ts';
import type { NumberedEvent } from '#contract/operation.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import { type OperationRow, operationEvents, operations } from '#drizzle/schema/operations.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  type Transaction,
} from '#server/database/connection.ts';
import { askedOf } from './asked.ts';

const { package: _long, ...short } = getTableColumns(operations);
/** Without the package, which is long. */
const columns = {
  ...short,
  packageVersion: sql<string | null>`${operations.package} #>> '{manifest,metadata,version}'`,
};
type Found = Omit<OperationRow, 'package'> & { packageVersion: string | null };

/** Newest first. */
export async function listOperations(
  db: Database,
  scope: OrganisationScope,
  filter: { installation: InstallationId | null; host: HostId | null; limit: number },
): Promise<OperationView[]> {
  return inScope(db, scope, async (tx) => {
    const rows = await tx
      .select(columns)
      .from(operations)
      .where(
        and(
          eq(operations.organisationId, scope.organisation),
          filter.installation === null ? undefined : eq(operations.installationId, filter.installation),
          filter.host === null ? undefined : eq(operations.hostId, filter.host),
        ),
      )
      .orderBy(desc(operations.createdAt))
      .limit(filter.limit);
    const usual = await usualDurations(tx, scope);
    return rows.map((row) => viewOf(row, usual));
  });
}

export async function findOperation(
  db: Database,
  scope: OrganisationScope,
  operation: OperationId,
): Promise<OperationView | null> {
  return inScope(db, scope, async (tx) => {
    const [row] = await tx.select(columns).from(operations).where(isOne(scope, operation));
    return row === undefined ? null : viewOf(row, await usualDurations(tx, scope));
  });
}

const isOne = (scope: OrganisationScope, operation: OperationId) =>
  and(eq(operations.id, operation), eq(operations.organisationId, scope.organisation));

export async function operationRow(
  tx: Transaction,
  scope: OrganisationScope,
  operation: OperationId,
): Promise<OperationRow | null> {
  const [row] = await tx.select().from(operations).where(isOne(scope, operation));
  return row ?? null;
}

/** At most `limit` events after `afterSeq`, in order; `ended`: there will be no more than these and those after them. */
export async function eventsAfter(
  db: Database,
  scope: OrganisationScope,
  from: { operation: OperationId; afterSeq: number; limit: number },
): Promise<{ events: NumberedEvent[]; ended: boolean }> {
  return inScope(db, scope, async (tx) => {
    // The state is read first: when it says ended, every event was written before.
    const [row] = await tx
      .select({ endedAt: operations.endedAt })
      .from(operations)
      .where(and(eq(operations.id, from.operation), eq(operations.organisationId, scope.organisation)));
    const rows = await tx
      .select()
      .from(operationEvents)
      .where(
        and(
          eq(operationEvents.operationId, from.operation),
          eq(operationEvents.organisationId, scope.organisation),
          gt(operationEvents.seq, from.afterSeq),
        ),
      )
      .orderBy(asc(operationEvents.seq))
      .limit(from.limit);
    const events = rows.map(({ seq, at, event }) => ({ seq, atMs: at.getTime(), event }));
    return { events, ended: (row?.endedAt ?? null) !== null };
  });
}

type UsualDurations = ReadonlyMap<string, number>;
const usualKey = (kind: string, app: string | null): string => `${kind} ${app ?? ''}`;

/** Median duration in milliseconds of what succeeded, by kind and app. */
async function usualDurations(tx: Transaction, scope: OrganisationScope): Promise<UsualDurations> {
  const rows = await tx
    .select({
      kind: operations.kind,
      app: operations.app,
      ms: sql<number>`percentile_cont(0.5) within group (order by extract(epoch from ${operations.endedAt} - ${operations.startedAt}) * 1000)`,
    })
    .from(operations)
    .where(and(eq(operations.organisationId, scope.organisation), eq(operations.state, 'succeeded')))
    .groupBy(operations.kind, operations.app);
  return new Map(
    rows.filter((row) => row.ms !== null).map((row) => [usualKey(row.kind, row.app), Math.round(row.ms)]),
  );
}

const viewOf = (row: Found, usual: UsualDurations): OperationView => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  plan: row.plan,
  failure: row.failure,
  leftBehind: row.leftBehind,
  installation: row.installationId,
  host: row.hostId,
  subject: row.subject,
  createdAtMs: row.createdAt.getTime(),
  startedAtMs: row.startedAt?.getTime() ?? null,
  endedAtMs: row.endedAt?.getTime() ?? null,
  cancelRequested: row.cancelRequestedAt !== null,
  asked: askedOf(row.input, row.packageVersion),
  usualDurationMs: usual.get(usualKey(row.kind, row.app)) ?? null,
});
