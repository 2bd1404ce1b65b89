// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq, sql } from 'drizzle-orm';
import { type HostId, hostId, type OperationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { ConnectHostInput } from '#contract/site-api/hosts.ts';
import type { SiteError } from '#contract/site-error.ts';
import { type HostRow, hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { secrets } from '#drizzle/schema/secrets.ts';
import { isStore } from '#server/backup-targets/queries.ts';
import { backupsOnHost } from '#server/backups/queries.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  violatedUnique,
} from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { insertOperation, unlessBusy } from '#server/operations/commands.ts';
import type { PracticeHost, WorkerPort } from '#server/worker-client/worker-port.ts';
import { hostKeyBlob, hostKeyFingerprint } from './host-key.ts';
import { mayChangeHost, mayDisconnect, mayLetGo } from './policy.ts';
import { holdHost, hostRow } from './queries.ts';

export interface HostCommand<I> {
  db: Database;
  worker: WorkerPort;
  scope: OrganisationScope;
  input: I;
}

type Started = Result<{ operation: OperationId; host: HostId }, SiteError>;
type Target = Pick<
  HostRow,
  'kind' | 'name' | 'address' | 'sshPort' | 'sshUser' | 'hostKey' | 'domainSuffix' | 'publicPort'
>;

/** Writes the host and the intent to connect it. The password, if there is one, is sealed by the worker first. */
export async function connectHost({
  db,
  worker,
  scope,
  input,
}: HostCommand<ConnectHostInput>): Promise<Started> {
  const caller = { organisation: scope.organisation, user: scope.user.id };
  const offered = input.method === 'practice' ? await worker.practiceHost(caller) : ok(null);
  if (!offered.ok) return offered;
  const target = targetOf(input, offered.value);
  if (!target.ok) return target;
  const blob = hostKeyBlob(target.value.hostKey);
  if (blob === null) {
    return err({
      kind: 'field',
      field: 'hostKey',
      message: 'This is not an SSH host key.',
      remedy: 'Ask the server for its key again.',
    });
  }

  const host = hostId.parse(uuidv7());
  if (input.method === 'password') {
    const place = { table: 'hosts', row: host, column: 'bootstrap-password' } as const;
    const sealed = await worker.sealSecret(caller, { ...place, value: input.password });
    if (!sealed.ok) return sealed;
  }
  const { name, address, sshPort, sshUser, hostKey } = target.value;
  const started = await insertHost(db, scope, {
    host: {
      ...target.value,
      id: host,
      organisationId: scope.organisation,
      state: 'connecting',
      hostKeyFingerprint: hostKeyFingerprint(blob),
    },
    input: { method: input.method, name, address, sshPort, sshUser, hostKey },
  });
  if (!started.ok && input.method === 'password') await forgetPassword(db, scope, host);
  return started;
}

function targetOf(input: ConnectHostInput, offered: PracticeHost | null): Result<Target, SiteError> {
  if (input.method !== 'practice') {
    const { name, address, sshPort, sshUser, hostKey } = input;
    return ok({
      kind: 'remote',
      name,
      address,
      sshPort,
      sshUser,
      hostKey: hostKey.trim(),
      domainSuffix: null,
      publicPort: 443,
    });
  }
  if (offered === null) {
    const remedy = 'Start Hop3 with npm start as root, which boots one, or connect a server of your own.';
    return err({ kind: 'not-now', message: 'There is no practice server on this computer.', remedy });
  }
  const { address, sshPort, sshUser, hostKey, domainSuffix, publicPort } = offered;
  return ok({
    kind: 'sandbox',
    name: input.name,
    address,
    sshPort,
    sshUser,
    hostKey,
    domainSuffix,
    publicPort,
  });
}

async function insertHost(
  db: Database,
  scope: OrganisationScope,
  rows: { host: typeof hosts.$inferInsert; input: Record<string, unknown> },
): Promise<Started> {
  const { host, input } = rows;
  try {
    return await inScope(db, scope, async (tx) => {
      await tx.insert(hosts).values(host);
      const operation = await insertOperation(tx, scope, {
        hostId: host.id,
        kind: 'connect-host',
        subject: host.name,
        input,
      });
      return ok({ operation, host: host.id });
    });
  } catch (error) {
    switch (violatedUnique(error)) {
      case 'hosts_address': {
        const message = 'This server is connected to this site already.';
        if (host.kind === 'sandbox')
          return err({ kind: 'not-now', message, remedy: 'You find it under Hosts.' });
        return err({ kind: 'field', field: 'address', message, remedy: 'Disconnect it there first.' });
      }
      case 'hosts_name':
        return err({
          kind: 'field',
          field: 'name',
          message: 'Another server has this name.',
          remedy: 'Choose another one.',
        });
      default:
        throw error;
    }
  }
}

async function forgetPassword(db: Database, scope: OrganisationScope, host: HostId): Promise<void> {
  await inScope(db, scope, (tx) =>
    tx.delete(secrets).where(and(eq(secrets.tableName, 'hosts'), eq(secrets.rowId, host))),
  );
}

export async function renameHost({
  db,
  scope,
  input,
}: Omit<HostCommand<{ host: HostId; name: string }>, 'worker'>): Promise<
  Result<{ host: HostId }, SiteError>
> {
  try {
    return await inScope(db, scope, async (tx) => {
      const host = await hostRow(tx, scope, input.host);
      if (host === null) return err({ kind: 'not-found', what: 'server' });
      const allowed = mayChangeHost(scope, host);
      if (!allowed.ok) return allowed;
      await tx.update(hosts).set({ name: input.name }).where(eq(hosts.id, host.id));
      return ok({ host: host.id });
    });
  } catch (error) {
    if (violatedUnique(error) !== 'hosts_name') throw error;
    return err({
      kind: 'field',
      field: 'name',
      message: 'Another server has this name.',
      remedy: 'Choose another one.',
    });
  }
}

export async function disconnectHost({
  db,
  scope,
  input,
}: Omit<HostCommand<{ host: HostId; deleteBackups: boolean }>, 'worker'>): Promise<Started> {
  return unlessBusy(() =>
    inScope(db, scope, async (tx) => {
      await holdHost(tx, input.host);
      const host = await hostRow(tx, scope, input.host);
      if (host === null) return err({ kind: 'not-found', what: 'server' });
      const [apps] = await tx
        .select({ count: sql<number>`count(*)::int` })
        .from(installations)
        .where(
          and(
            eq(installations.hostId, host.id),
            sql`${installations.state} not in ('removed', 'install-failed')`,
          ),
        );
      const on = {
        apps: apps?.count ?? 0,
        backups: await backupsOnHost(tx, scope, host.id),
        isStore: await isStore(tx, scope, host.id),
      };
      const allowed = mayDisconnect(scope, host, on, input.deleteBackups);
      if (!allowed.ok) return allowed;
      const operation = await insertOperation(tx, scope, {
        hostId: host.id,
        kind: 'disconnect-host',
        subject: host.name,
        input: { host: host.id, deleteBackups: input.deleteBackups },
      });
      await tx.update(hosts).set({ state: 'disconnecting' }).where(eq(hosts.id, host.id));
      return ok({ operation, host: host.id });
    }),
  );
}

/** Its apps leave the lists when the operation has ended (server/deploy/end-operation.ts), not before. */
export async function letGoOfHost({
  db,
  scope,
  input,
}: Omit<HostCommand<{ host: HostId; confirm: string }>, 'worker'>): Promise<Started> {
  return unlessBusy(() =>
    inScope(db, scope, async (tx) => {
      await holdHost(tx, input.host);
      const host = await hostRow(tx, scope, input.host);
      if (host === null) return err({ kind: 'not-found', what: 'server' });
      const allowed = mayLetGo(scope, host, input.confirm);
      if (!allowed.ok) return allowed;
      const operation = await insertOperation(tx, scope, {
        hostId: host.id,
        kind: 'disconnect-host',
        subject: host.name,
        input: { host: host.id, lost: true },
      });
      await tx.update(hosts).set({ state: 'disconnecting' }).where(eq(hosts.id, host.id));
      return ok({ operation, host: host.id });
    }),
  );
}
