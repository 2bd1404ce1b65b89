// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, desc, eq, isNull } from 'drizzle-orm';
import { domainName, installationId, type OperationId, operationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { type OperationRow, operations } from '#drizzle/schema/operations.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  type Transaction,
  violatedUnique,
} from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { mayCancel, mayRetry } from './policy.ts';
import { operationRow } from './queries.ts';

export type NewOperation = Pick<OperationRow, 'hostId' | 'kind' | 'subject' | 'input'> &
  Partial<
    Pick<OperationRow, 'installationId' | 'app' | 'package' | 'packageDigest' | 'rehearsalId' | 'retryOf'>
  >;

/** Writes the intent; a trigger tells the workers once the transaction is there. */
export async function insertOperation(
  tx: Transaction,
  scope: OrganisationScope,
  operation: NewOperation,
): Promise<OperationId> {
  const id = operationId.parse(uuidv7());
  await tx
    .insert(operations)
    .values({ ...operation, id, organisationId: scope.organisation, requestedBy: scope.user.id });
  return id;
}

/** Id of the copy on which an update is tried. */
export const newRehearsal = () => installationId.parse(uuidv7());

/** Runs a command's transaction; that another operation is at work becomes a value. */
export async function unlessBusy<T>(
  work: () => Promise<Result<T, SiteError>>,
): Promise<Result<T, SiteError>> {
  try {
    return await work();
  } catch (error) {
    const index = violatedUnique(error);
    if (index === 'operations_one_live_an_installation' || index === 'operations_one_live_a_host') {
      const message = 'Something else is being done with it at the moment. Wait for its end, or cancel it.';
      return err({ kind: 'busy', message, operation: null });
    }
    throw error;
  }
}

export async function cancelOperation(
  db: Database,
  scope: OrganisationScope,
  operation: OperationId,
): Promise<Result<{ operation: OperationId }, SiteError>> {
  return inScope(db, scope, async (tx) => {
    const row = await operationRow(tx, scope, operation);
    if (row === null) return err({ kind: 'not-found', what: 'operation' });
    const allowed = mayCancel(row);
    if (!allowed.ok) return allowed;
    await tx
      .update(operations)
      .set({ cancelRequestedAt: new Date() })
      .where(and(eq(operations.id, operation), isNull(operations.cancelRequestedAt)));
    return ok({ operation });
  });
}

/** A new operation with the same intent. */
export async function retryOperation(
  db: Database,
  scope: OrganisationScope,
  operation: OperationId,
): Promise<Result<{ operation: OperationId }, SiteError>> {
  try {
    return await unlessBusy(() => inScope(db, scope, (tx) => retryIn(tx, scope, operation)));
  } catch (error) {
    const index = violatedUnique(error);
    if (index === 'installations_domain' || index === 'installations_wanted_domain') {
      const message = 'Another app has taken the address since.';
      return err({ kind: 'not-now', message, remedy: 'Choose another address and begin anew.' });
    }
    if (index === 'hosts_address' || index === 'hosts_name') {
      return err({ kind: 'not-now', message: 'This server was connected since.', remedy: null });
    }
    throw error;
  }
}

async function retryIn(
  tx: Transaction,
  scope: OrganisationScope,
  operation: OperationId,
): Promise<Result<{ operation: OperationId }, SiteError>> {
  const before = await operationRow(tx, scope, operation);
  if (before === null) return err({ kind: 'not-found', what: 'operation' });
  const state = await subjectState(tx, before);
  if (state === null) return err({ kind: 'not-found', what: 'operation' });
  const allowed = mayRetry({ operation: before, isNewest: await isNewest(tx, before), state });
  if (!allowed.ok) return allowed;
  const change = allowed.value;
  if ('installation' in change && change.installation !== null && before.installationId !== null) {
    await tx
      .update(installations)
      .set({ state: change.installation })
      .where(eq(installations.id, before.installationId));
  }
  if ('host' in change && change.host !== null) {
    await tx.update(hosts).set({ state: change.host }).where(eq(hosts.id, before.hostId));
  }
  const domain = domainName.safeParse(before.input['domain']);
  if (before.kind === 'change-domain' && before.installationId !== null && domain.success) {
    await tx
      .update(installations)
      .set({ wantedDomain: domain.data })
      .where(eq(installations.id, before.installationId));
  }
  const { hostId, kind, app, subject, input, package: wanted, packageDigest } = before;
  const id = await insertOperation(tx, scope, {
    ...{ hostId, installationId: before.installationId, kind, app, subject, input },
    ...{ package: wanted, packageDigest },
    // Of the copy on which the first attempt tried it, nothing may be left to be mistaken for the new one.
    rehearsalId: before.rehearsalId === null ? null : newRehearsal(),
    retryOf: before.id,
  });
  return ok({ operation: id });
}

async function subjectState(tx: Transaction, operation: OperationRow) {
  const [row] =
    operation.installationId === null
      ? await tx.select({ state: hosts.state }).from(hosts).where(eq(hosts.id, operation.hostId))
      : await tx
          .select({ state: installations.state })
          .from(installations)
          .where(eq(installations.id, operation.installationId));
  return row?.state ?? null;
}

async function isNewest(tx: Transaction, operation: OperationRow): Promise<boolean> {
  const [newest] = await tx
    .select({ id: operations.id })
    .from(operations)
    .where(
      operation.installationId === null
        ? and(eq(operations.hostId, operation.hostId), isNull(operations.installationId))
        : eq(operations.installationId, operation.installationId),
    )
    .orderBy(desc(operations.createdAt), desc(operations.id))
    .limit(1);
  return newest?.id === operation.id;
}
