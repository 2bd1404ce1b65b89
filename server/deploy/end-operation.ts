// SPDX-License-Identifier: AGPL-3.0-or-later

import { and, eq, sql } from 'drizzle-orm';
import type { HostId, InstallationId } from '#contract/ids.ts';
import type { OperationKind } from '#contract/operation.ts';
import { backups } from '#drizzle/schema/backups.ts';
import { type HostRowState, hosts } from '#drizzle/schema/hosts.ts';
import { type InstallationRowState, installations } from '#drizzle/schema/installations.ts';
import { operations } from '#drizzle/schema/operations.ts';
import { type Database, inOrganisation, type Transaction } from '#server/database/connection.ts';
import { deleteSecrets } from '#server/secrets/sealed-secrets.ts';
import { holdOperation, insertEvents, type OperationClaim } from './commands.ts';
import type { Ending } from './run-plan.ts';

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
