// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq, inArray, max, sql } from 'drizzle-orm';
import type { HostFacts } from '#contract/agent-api.ts';
import type { Failure } from '#contract/failure.ts';
import type { HostId, InstallationId, OperationId, OrganisationId } from '#contract/ids.ts';
import type { OperationEvent, OperationKind, PlannedStep } from '#contract/operation.ts';
import { type HostRowState, hosts } from '#drizzle/schema/hosts.ts';
import { type InstallationRowState, installations } from '#drizzle/schema/installations.ts';
import { operationEvents, operations } from '#drizzle/schema/operations.ts';
import { secrets } from '#drizzle/schema/secrets.ts';
import { type Database, inOrganisation, type Transaction } from '#server/database/connection.ts';
import type { Ending } from './run-plan.ts';

/** Which operation, and who is allowed to write about it: the executor that claimed it last. */
export interface OperationClaim {
  readonly operation: OperationId;
  readonly organisation: OrganisationId;
  readonly executor: string;
}

/** Another worker took the operation over; this one must not write about it any more. */
export class TakenOver extends Error {
  constructor(operation: OperationId) {
    super(`operation ${operation} was taken over by another worker`);
    this.name = 'TakenOver';
  }
}

/** Makes this executor the one that may write about the operation. False when the operation has ended. */
export async function claimOperation(db: Database, claim: OperationClaim): Promise<boolean> {
  return inOrganisation(db, claim.organisation, async (tx) => {
    const rows = await tx
      .update(operations)
      .set({ executor: claim.executor })
      .where(
        and(eq(operations.id, claim.operation), inArray(operations.state, ['queued', 'running', 'undoing'])),
      )
      .returning({ id: operations.id });
    return rows.length > 0;
  });
}

/** Appends events, numbered after the last. */
export async function appendEvents(
  db: Database,
  claim: OperationClaim,
  events: readonly OperationEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await inOrganisation(db, claim.organisation, async (tx) => {
    await holdOperation(tx, claim);
    await insertEvents(tx, claim, events);
  });
}

export async function markRunning(
  db: Database,
  claim: OperationClaim,
  plan: readonly PlannedStep[],
): Promise<void> {
  await inOrganisation(db, claim.organisation, async (tx) => {
    await holdOperation(tx, claim);
    await tx
      .update(operations)
      .set({ state: 'running', plan: [...plan], startedAt: sql`coalesce(started_at, now())` })
      .where(eq(operations.id, claim.operation));
    await insertEvents(tx, claim, [{ type: 'state', state: 'running', failure: null }]);
  });
}

export async function markUndoing(
  db: Database,
  claim: OperationClaim,
  failure: Failure | null,
): Promise<void> {
  await inOrganisation(db, claim.organisation, async (tx) => {
    await holdOperation(tx, claim);
    await tx.update(operations).set({ state: 'undoing', failure }).where(eq(operations.id, claim.operation));
    await insertEvents(tx, claim, [{ type: 'state', state: 'undoing', failure }]);
  });
}

/** What the end of an operation makes of its installation or host. */
export function stateAfter(
  kind: OperationKind,
  ending: Ending,
): { readonly installation: InstallationRowState } | { readonly host: HostRowState } {
  const succeeded = ending.state === 'succeeded';
  switch (kind) {
    case 'install':
      return { installation: succeeded ? 'running' : 'install-failed' };
    case 'restart':
      return { installation: succeeded ? 'running' : 'unknown' };
    case 'uninstall':
      if (succeeded) return { installation: 'removed' };
      return { installation: ending.leftBehind ? 'failing' : 'unknown' };
    case 'connect-host':
      return { host: succeeded ? 'connected' : 'connect-failed' };
    case 'disconnect-host':
      return { host: succeeded ? 'removed' : 'connected' };
  }
}

/** Ends the operation together with what it means for its installation or host. Done twice it changes nothing more. */
export async function endOperation(
  db: Database,
  claim: OperationClaim,
  about: {
    readonly kind: OperationKind;
    readonly host: HostId;
    readonly installation: InstallationId | null;
  },
  ending: Ending,
): Promise<void> {
  await inOrganisation(db, claim.organisation, async (tx) => {
    const state = await holdOperation(tx, claim);
    if (state === 'succeeded' || state === 'failed' || state === 'cancelled') return;
    const failure = ending.state === 'succeeded' ? null : ending.failure;
    await tx
      .update(operations)
      .set({
        state: ending.state,
        failure,
        leftBehind: ending.state !== 'succeeded' && ending.leftBehind,
        endedAt: sql`now()`,
      })
      .where(eq(operations.id, claim.operation));
    const after = stateAfter(about.kind, ending);
    if ('host' in after) {
      await tx
        .update(hosts)
        .set({
          state: after.host,
          ...(after.host === 'connected' ? { connectedAt: sql`coalesce(connected_at, now())` } : {}),
          ...(after.host === 'removed' ? { removedAt: sql`now()` } : {}),
        })
        .where(eq(hosts.id, about.host));
    } else if (about.installation !== null) {
      await tx
        .update(installations)
        .set({
          state: after.installation,
          ...(about.kind === 'install' && ending.state === 'succeeded' ? { installedAt: sql`now()` } : {}),
          ...(after.installation === 'running'
            ? { runningSince: sql`now()`, checkedAt: sql`now()` }
            : { runningSince: null, memoryBytes: null }),
        })
        .where(eq(installations.id, about.installation));
      if (after.installation === 'removed') {
        await tx
          .delete(secrets)
          .where(and(eq(secrets.tableName, 'installations'), eq(secrets.rowId, about.installation)));
      }
    }
    await insertEvents(tx, claim, [{ type: 'state', state: ending.state, failure }]);
  });
}

/** What a step learned about the installation. */
export async function recordInstallation(
  db: Database,
  organisation: OrganisationId,
  id: InstallationId,
  learned: Partial<
    Pick<
      typeof installations.$inferInsert,
      | 'version'
      | 'certificateNotAfter'
      | 'rootDigest'
      | 'reservation'
      | 'state'
      | 'memoryBytes'
      | 'dataBytes'
      | 'runningSince'
      | 'checkedAt'
    >
  >,
): Promise<void> {
  if (Object.keys(learned).length === 0) return;
  await inOrganisation(db, organisation, (tx) =>
    tx.update(installations).set(learned).where(eq(installations.id, id)),
  );
}

/** A measure taken by the collector: only for installations that no operation has in hand meanwhile. */
export async function recordMeasured(
  db: Database,
  organisation: OrganisationId,
  id: InstallationId,
  measured:
    | {
        readonly state: 'running' | 'stopped' | 'failing' | 'unknown';
        readonly memoryBytes: number | null;
        readonly dataBytes: number | null;
        readonly runningSince: Date | null;
        readonly certificateNotAfter: Date | null;
      }
    | { readonly state: 'unknown' },
): Promise<void> {
  await inOrganisation(db, organisation, (tx) =>
    tx
      .update(installations)
      .set({ ...measured, ...('memoryBytes' in measured ? { checkedAt: sql`now()` } : {}) })
      .where(
        and(
          eq(installations.id, id),
          inArray(installations.state, ['running', 'stopped', 'failing', 'unknown']),
          sql`not exists (select 1 from ${operations} where ${operations.installationId} = ${id} and ${operations.state} in ('queued', 'running', 'undoing'))`,
        ),
      ),
  );
}

/** `scope`: the host's own organisation, or any that uses a shared one. */
export async function recordHost(
  db: Database,
  scope: OrganisationId,
  id: HostId,
  learned: {
    readonly facts?: HostFacts;
    readonly reachable?: boolean;
    readonly runtimeDigest?: string;
    readonly agentContract?: number;
  },
): Promise<void> {
  await inOrganisation(db, scope, async (tx) => {
    const { facts, reachable, runtimeDigest, agentContract } = learned;
    const columns = {
      ...(facts === undefined ? {} : { facts, factsAt: sql`now()` }),
      ...(runtimeDigest === undefined ? {} : { runtimeDigest }),
      ...(agentContract === undefined ? {} : { agentContract }),
    };
    if (Object.keys(columns).length > 0) await tx.update(hosts).set(columns).where(eq(hosts.id, id));
    if (reachable === undefined) return;
    const [from, to] = reachable
      ? (['unreachable', 'connected'] as const)
      : (['connected', 'unreachable'] as const);
    await tx
      .update(hosts)
      .set({ state: to })
      .where(and(eq(hosts.id, id), eq(hosts.state, from)));
  });
}

async function holdOperation(tx: Transaction, claim: OperationClaim): Promise<string> {
  const [row] = await tx
    .select({ executor: operations.executor, state: operations.state })
    .from(operations)
    .where(eq(operations.id, claim.operation))
    .for('update');
  if (row?.executor !== claim.executor) throw new TakenOver(claim.operation);
  return row.state;
}

async function insertEvents(
  tx: Transaction,
  claim: OperationClaim,
  events: readonly OperationEvent[],
): Promise<void> {
  const [last] = await tx
    .select({ seq: max(operationEvents.seq) })
    .from(operationEvents)
    .where(eq(operationEvents.operationId, claim.operation));
  const from = (last?.seq ?? 0) + 1;
  await tx.insert(operationEvents).values(
    events.map((event, index) => ({
      operationId: claim.operation,
      organisationId: claim.organisation,
      seq: from + index,
      event,
      at: sql`clock_timestamp()`,
    })),
  );
}
