// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import type { HostId, OperationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { AddTargetInput } from '#contract/site-api/backups.ts';
import type { SiteError } from '#contract/site-error.ts';
import { backupTargets } from '#drizzle/schema/backups.ts';
import { secrets } from '#drizzle/schema/secrets.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  type Transaction,
  violatedUnique,
} from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { hostKeyBlob } from '#server/hosts/host-key.ts';
import { holdHost, hostRow } from '#server/hosts/queries.ts';
import { insertOperation, unlessBusy } from '#server/operations/commands.ts';
import type { WorkerPort } from '#server/worker-client/worker-port.ts';
import { mayBecomeStore, mayRemoveTarget, NAME_TAKEN } from './policy.ts';
import { plansInUse, targetRow } from './queries.ts';

/** Account that store.set makes on the server of a store. */
const STORE_USER = 'hop3-store';

interface TargetCommand {
  readonly db: Database;
  readonly worker: WorkerPort;
  readonly scope: OrganisationScope;
}

/** `operation`: what sets a store up; null for an SFTP server, which a person lets our key into. */
export interface Added {
  readonly target: string;
  readonly publicKey: string | null;
  readonly operation: OperationId | null;
}

export function addTarget(
  command: TargetCommand & { readonly input: AddTargetInput },
): Promise<Result<Added, SiteError>> {
  const { input } = command;
  return input.kind === 'sftp' ? addSftp({ ...command, input }) : addStore({ ...command, host: input.host });
}

async function addSftp({
  db,
  worker,
  scope,
  input,
}: TargetCommand & { input: Extract<AddTargetInput, { kind: 'sftp' }> }): Promise<Result<Added, SiteError>> {
  const { name, address, port, user: userName, path, hostKey } = input;
  if (hostKeyBlob(hostKey) === null) {
    const message = 'This is not an SSH host key.';
    return err({ kind: 'field', field: 'hostKey', message, remedy: 'Ask the server for its key again.' });
  }
  const target = uuidv7();
  const made = await worker.makeTargetKey(callerOf(scope), { target });
  if (!made.ok) return made;
  const publicKey = made.value;
  const added = await insertTarget(() =>
    inScope(db, scope, async (tx): Promise<Result<Added, SiteError>> => {
      const [same] = await tx
        .select({ name: backupTargets.name })
        .from(backupTargets)
        .where(
          and(
            eq(backupTargets.organisationId, scope.organisation),
            isNull(backupTargets.removedAt),
            eq(backupTargets.address, address),
            eq(backupTargets.port, port),
            eq(backupTargets.userName, userName),
            eq(backupTargets.path, path),
          ),
        );
      if (same !== undefined) {
        const message = `You have this place already: ${same.name}.`;
        return err({ kind: 'field', field: 'path', message, remedy: 'Choose another folder there.' });
      }
      await tx.insert(backupTargets).values({
        ...{ id: target, organisationId: scope.organisation, kind: 'sftp' },
        ...{ name, address, port, userName, path, hostKey, publicKey },
      });
      return ok({ target, publicKey, operation: null });
    }),
  );
  if (!added.ok) await forgetKey(db, scope, target);
  return added;
}

/** A server that was a store before becomes the same one again: what is stored there is found. */
async function addStore({
  db,
  worker,
  scope,
  host: chosen,
}: TargetCommand & { host: HostId }): Promise<Result<Added, SiteError>> {
  const before = await inScope(db, scope, (tx) => removedStore(tx, scope, chosen));
  const target = before ?? uuidv7();
  const made = await worker.makeTargetKey(callerOf(scope), { target });
  if (!made.ok) return made;
  const publicKey = made.value;
  const added = await unlessBusy(() =>
    insertTarget(() =>
      inScope(db, scope, async (tx): Promise<Result<Added, SiteError>> => {
        await holdHost(tx, chosen);
        const host = await hostRow(tx, scope, chosen);
        if (host === null) {
          const message = 'There is no such server.';
          return err({ kind: 'field', field: 'host', message, remedy: 'Choose another one.' });
        }
        const allowed = mayBecomeStore(scope, host);
        if (!allowed.ok) return allowed;
        const { name, address, sshPort, hostKey } = host;
        if (before === null) {
          await tx.insert(backupTargets).values({
            ...{ id: target, organisationId: scope.organisation, kind: 'store', hostId: host.id },
            ...{ name, address, port: sshPort, userName: STORE_USER, path: null, hostKey, publicKey },
          });
        } else {
          await tx.update(backupTargets).set({ name, removedAt: null }).where(eq(backupTargets.id, before));
        }
        const operation = await openStore(tx, scope, { host: host.id, name, target, closing: false });
        return ok({ target, publicKey: null, operation });
      }),
    ),
  );
  if (!added.ok && before === null) await forgetKey(db, scope, target);
  return added;
}

/** Brings the list of keys that may add backups to the server. */
const openStore = (
  tx: Transaction,
  scope: OrganisationScope,
  { host, name, ...input }: { host: HostId; name: string; target: string; closing: boolean },
): Promise<OperationId> =>
  insertOperation(tx, scope, { hostId: host, kind: 'open-store', subject: name, input });

async function removedStore(tx: Transaction, scope: OrganisationScope, host: HostId): Promise<string | null> {
  const [row] = await tx
    .select({ id: backupTargets.id })
    .from(backupTargets)
    .where(
      and(
        eq(backupTargets.organisationId, scope.organisation),
        eq(backupTargets.kind, 'store'),
        eq(backupTargets.hostId, host),
        isNotNull(backupTargets.removedAt),
      ),
    );
  return row?.id ?? null;
}

/** Nothing goes there any more; what is there stays. A store is closed, so its operation is given. */
export function removeTarget({
  db,
  scope,
  target,
}: Omit<TargetCommand, 'worker'> & { readonly target: string }): Promise<
  Result<{ target: string; operation: OperationId | null }, SiteError>
> {
  return unlessBusy(() =>
    inScope(db, scope, async (tx) => {
      const row = await targetRow(tx, scope, target);
      if (row === null) return err({ kind: 'not-found', what: 'place' });
      const plans = await plansInUse(tx, scope);
      const allowed = mayRemoveTarget(plans.filter(({ targets }) => targets.includes(row.id)));
      if (!allowed.ok) return allowed;
      await tx.update(backupTargets).set({ removedAt: new Date() }).where(eq(backupTargets.id, row.id));
      const host = row.hostId === null ? null : await hostRow(tx, scope, row.hostId);
      const operation =
        host === null
          ? null
          : await openStore(tx, scope, { host: host.id, name: host.name, target, closing: true });
      return ok({ target, operation });
    }),
  );
}

const callerOf = (scope: OrganisationScope) => ({ organisation: scope.organisation, user: scope.user.id });

async function insertTarget<T>(work: () => Promise<Result<T, SiteError>>): Promise<Result<T, SiteError>> {
  try {
    return await work();
  } catch (error) {
    switch (violatedUnique(error)) {
      case 'backup_targets_name':
        return err(NAME_TAKEN);
      case 'backup_targets_store':
        return err({
          kind: 'field',
          field: 'host',
          message: 'This server takes backups already.',
          remedy: 'Choose it in a backup plan.',
        });
      default:
        throw error;
    }
  }
}

async function forgetKey(db: Database, scope: OrganisationScope, target: string): Promise<void> {
  await inScope(db, scope, (tx) =>
    tx.delete(secrets).where(and(eq(secrets.tableName, 'backup_targets'), eq(secrets.rowId, target))),
  );
}
