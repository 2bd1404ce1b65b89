// SPDX-License-Identifier: AGPL-3.0-or-later

import { and, eq, inArray, max, sql } from 'drizzle-orm';
import type { Failure } from '#contract/failure.ts';
import type { OperationId, OrganisationId } from '#contract/ids.ts';
import type { OperationEvent, PlannedStep } from '#contract/operation.ts';
import { operationEvents, operations } from '#drizzle/schema/operations.ts';
import { type Database, inOrganisation, type Transaction } from '#server/database/connection.ts';
import type { OperationNotes } from './operation-notes.ts';

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

/** Writes down what a step learned, beside what others did. */
export async function noteOperation(
  db: Database,
  claim: OperationClaim,
  notes: OperationNotes,
): Promise<void> {
  await inOrganisation(db, claim.organisation, async (tx) => {
    await holdOperation(tx, claim);
    await tx
      .update(operations)
      .set({ notes: sql`${operations.notes} || ${JSON.stringify(notes)}::jsonb` })
      .where(eq(operations.id, claim.operation));
  });
}

export async function holdOperation(tx: Transaction, claim: OperationClaim): Promise<string> {
  const [row] = await tx
    .select({ executor: operations.executor, state: operations.state })
    .from(operations)
    .where(eq(operations.id, claim.operation))
    .for('update');
  if (row?.executor !== claim.executor) throw new TakenOver(claim.operation);
  return row.state;
}

export async function insertEvents(
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
