// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq, inArray, max, sql } from 'drizzle-orm';
import type { HostFacts } from '#contract/agent-api.ts';
import type { Failure } from '#contract/failure.ts';
import {
  type HostId,
  type InstallationId,
  type OperationId,
  type OrganisationId,
  operationId,
} from '#contract/ids.ts';
import type { OperationEvent, OperationKind, PlannedStep } from '#contract/operation.ts';
import type { Package } from '#contract/package.ts';
import type { CertificateState } from '#contract/rootd-api.ts';
import { backups } from '#drizzle/schema/backups.ts';
import { type HostRowState, hosts } from '#drizzle/schema/hosts.ts';
import {
  type InstallationRow,
  type InstallationRowState,
  installations,
} from '#drizzle/schema/installations.ts';
import { operationEvents, operations } from '#drizzle/schema/operations.ts';
import { type Database, inOrganisation, type Transaction } from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { deleteSecrets } from '#server/secrets/sealed-secrets.ts';
import type { OperationNotes } from './operation-notes.ts';
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

/** What the end of an operation makes of its installation or host; null: it stays as it is. */
export function stateAfter(
  kind: OperationKind,
  ending: Ending,
): { readonly installation: InstallationRowState | null } | { readonly host: HostRowState | null } {
  const succeeded = ending.state === 'succeeded';
  switch (kind) {
    case 'install':
      return { installation: succeeded ? 'running' : 'install-failed' };
    case 'install-from-backup':
      return { installation: succeeded ? 'running' : 'install-failed' };
    case 'restart':
    case 'restore':
    case 'update':
    case 'roll-back':
    case 'change-domain':
      return { installation: succeeded ? 'running' : ending.leftBehind ? 'failing' : 'unknown' };
    case 'backup':
    case 'set-backup-plan':
    case 'reset-password':
    case 'set-certificate':
      return { installation: null };
    case 'open-store':
      return { host: null };
    case 'uninstall':
      if (succeeded) return { installation: 'removed' };
      return { installation: ending.leftBehind ? 'failing' : 'unknown' };
    case 'connect-host':
      return { host: succeeded ? 'connected' : 'connect-failed' };
    case 'disconnect-host':
      return { host: succeeded ? 'removed' : 'connected' };
  }
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

/** Ends the operation together with what it means for its installation or host. Done twice it changes nothing more. */
export async function endOperation(
  db: Database,
  claim: OperationClaim,
  about: {
    readonly kind: OperationKind;
    readonly host: HostId;
    readonly installation: InstallationId | null;
    /** Another installation, a backup of which was restored and passed its checks. */
    readonly provenBy?: InstallationId | null;
    /** Further columns of the installation: see at-end.ts. */
    readonly changes?: Partial<typeof installations.$inferInsert>;
    /** With the host its backups go. */
    readonly deleteBackups?: boolean;
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
      if (after.host === null) {
        await insertEvents(tx, claim, [{ type: 'state', state: ending.state, failure }]);
        return;
      }
      await tx
        .update(hosts)
        .set({
          state: after.host,
          ...(after.host === 'connected' ? { connectedAt: sql`coalesce(connected_at, now())` } : {}),
          ...(after.host === 'removed' ? { removedAt: sql`now()` } : {}),
        })
        .where(eq(hosts.id, about.host));
      if (after.host === 'removed') await removeWhatWasOn(tx, about.host);
      if (after.host === 'removed' && about.deleteBackups) await forgetBackupsOn(tx, about.host);
    } else if (about.installation !== null && after.installation !== null) {
      await tx
        .update(installations)
        .set({
          ...about.changes,
          state: after.installation,
          ...((about.kind === 'install' || about.kind === 'install-from-backup') &&
          ending.state === 'succeeded'
            ? { installedAt: sql`now()` }
            : {}),
          ...(after.installation === 'running'
            ? { runningSince: sql`now()`, checkedAt: sql`now()` }
            : { runningSince: null, memoryBytes: null }),
        })
        .where(eq(installations.id, about.installation));
      if (about.provenBy) {
        await tx
          .update(installations)
          .set({ restoreProvenAt: sql`now()` })
          .where(eq(installations.id, about.provenBy));
      }
      if (after.installation === 'removed') {
        // Its backups outlive it, and with them what opens them and what their data was made with.
        const [kept] = await tx
          .select({ id: backups.id })
          .from(backups)
          .where(eq(backups.installationId, about.installation))
          .limit(1);
        if (kept === undefined) await deleteSecrets(tx, { table: 'installations', row: about.installation });
      }
    }
    await insertEvents(tx, claim, [{ type: 'state', state: ending.state, failure }]);
  });
}

/** With a host that is gone for good its installations are: a disconnected one has none, a lost one may. */
async function removeWhatWasOn(tx: Transaction, host: HostId): Promise<void> {
  await tx
    .update(installations)
    .set({ state: 'removed', runningSince: null, memoryBytes: null })
    .where(
      and(eq(installations.hostId, host), sql`${installations.state} not in ('removed', 'install-failed')`),
    );
}

/** Of backups that have copies elsewhere too, those stay; what has none left cannot be opened by anybody any more. */
async function forgetBackupsOn(tx: Transaction, host: HostId): Promise<void> {
  await tx.execute(sql`
    update backups set entry = jsonb_set(entry, '{copies}', coalesce((
      select jsonb_agg(copy) from jsonb_array_elements(entry -> 'copies') as copy where copy ->> 'target' <> 'local'
    ), '[]'::jsonb)) where host_id = ${host}`);
  const gone = await tx
    .delete(backups)
    .where(and(eq(backups.hostId, host), sql`jsonb_array_length(${backups.entry} -> 'copies') = 0`))
    .returning({ installation: backups.installationId });
  for (const installation of new Set(gone.map((row) => row.installation))) {
    const [kept] = await tx
      .select({ id: backups.id })
      .from(backups)
      .where(eq(backups.installationId, installation))
      .limit(1);
    if (kept === undefined) await deleteSecrets(tx, { table: 'installations', row: installation });
  }
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
      | 'issuer'
      | 'rootDigest'
      | 'reservation'
      | 'state'
      | 'memoryBytes'
      | 'dataBytes'
      | 'runningSince'
      | 'checkedAt'
      | 'rehearsal'
      | 'restoreProvenAt'
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
        readonly certificate: CertificateState | null;
        readonly generation: number;
        /** Only where the host has another release than the row says: see collector.ts. */
        readonly package?: Package;
        readonly packageDigest?: string;
        readonly rootDigest?: string | null;
        readonly version?: string | null;
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
    readonly authorityNotAfter?: Date;
  },
): Promise<void> {
  await inOrganisation(db, scope, async (tx) => {
    const { facts, reachable, runtimeDigest, agentContract, authorityNotAfter } = learned;
    const columns = {
      ...(facts === undefined ? {} : { facts, factsAt: sql`now()` }),
      ...(runtimeDigest === undefined ? {} : { runtimeDigest }),
      ...(agentContract === undefined ? {} : { agentContract }),
      ...(authorityNotAfter === undefined ? {} : { authorityNotAfter }),
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

/** Nobody asks for this one; nothing when the host has other work of its own just now. */
export async function beginRetention(
  db: Database,
  store: { readonly organisation: OrganisationId; readonly host: HostId; readonly name: string },
): Promise<void> {
  await inOrganisation(db, store.organisation, (tx) =>
    tx
      .insert(operations)
      .values({
        id: operationId.parse(uuidv7()),
        organisationId: store.organisation,
        hostId: store.host,
        kind: 'open-store',
        subject: store.name,
        input: { retain: true },
      })
      .onConflictDoNothing(),
  );
}

/** Nobody asks for this one either; nothing when its app has other work just now. */
export async function beginAuthorityRenewal(
  db: Database,
  { id, organisationId, hostId, app, title }: InstallationRow,
): Promise<void> {
  await inOrganisation(db, organisationId, (tx) =>
    tx
      .insert(operations)
      .values({
        ...{ id: operationId.parse(uuidv7()), organisationId, hostId, installationId: id },
        ...{ kind: 'set-certificate', app, subject: title, input: { issuer: 'private' } },
      })
      .onConflictDoNothing(),
  );
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
