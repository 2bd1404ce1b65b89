// SPDX-License-Identifier: AGPL-3.0-or-later
import { type BackupId, backupId } from '#contract/backup.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { BackupPlanInput, RestoreInput } from '#contract/site-api/backups.ts';
import type { SiteError } from '#contract/site-error.ts';
import { backupPlans } from '#drizzle/schema/backups.ts';
import { knownTargets } from '#server/backup-targets/queries.ts';
import type { Database, OrganisationScope, Transaction } from '#server/database/connection.ts';
import { hostRow } from '#server/hosts/queries.ts';
import {
  type Begun,
  beginOperation,
  type InstallationCommand,
} from '#server/installations/begin-operation.ts';
import { mayChange } from '#server/installations/policy.ts';
import type { InstallationHead } from '#server/installations/queries.ts';
import { copyToFetch, mayBackUpNow, mayDeleteKept, mayPlanFor } from './policy.ts';
import { backedUp, findBackup, packageOf, planRow } from './queries.ts';

interface Command<I> {
  readonly db: Database;
  readonly scope: OrganisationScope;
  readonly input: I;
}

export const NO_BACKUP = { kind: 'not-found', what: 'backup' } as const satisfies SiteError;

export function backUpNow(command: InstallationCommand): Promise<Begun> {
  return beginOperation(command, async (tx, head) => {
    const allowed = mayChange(head);
    if (!allowed.ok) return allowed;
    const possible = mayBackUpNow(await planRow(tx, command.scope, head.id));
    return possible.ok ? ok({ kind: 'backup', input: { reason: 'manual' } }) : possible;
  });
}

/** What was chosen stays chosen when the host cannot be told at once: the operation can be tried again. */
export function setPlan({ db, scope, input }: Command<BackupPlanInput>): Promise<Begun> {
  const { installation, schedule, keep, paused, targets } = input;
  return beginOperation({ db, scope, installation }, async (tx, head) => {
    const allowed = mayChange(head);
    if (!allowed.ok) return allowed;
    const fits = mayPlanFor(targets, await knownTargets(tx, scope), head.hostId);
    if (!fits.ok) return fits;
    const chosen = { schedule, keep, paused, targets, appliedAt: null };
    await tx
      .insert(backupPlans)
      .values({ installationId: installation, organisationId: scope.organisation, ...chosen })
      .onConflictDoUpdate({ target: backupPlans.installationId, set: chosen });
    return ok({ kind: 'set-backup-plan', input: {} });
  });
}

export function restore({ db, scope, input }: Command<RestoreInput>): Promise<Begun> {
  const { installation, backup, target = null } = input;
  return beginOperation({ db, scope, installation }, async (tx, head) => {
    const allowed = mayChange(head);
    if (!allowed.ok) return allowed;
    const present = await backedUp(tx, scope, installation);
    const found = present && (await findBackup(tx, scope, { installation, backup, host: present.host }));
    if (!found) return err(NO_BACKUP);
    const copy = copyToFetch(found, { host: head.hostId, target, hostName: present.host.name });
    if (!copy.ok) return copy;
    const work = { kind: 'restore', input: { backup, target: copy.value } } as const;
    if (found.packageDigest === present.packageDigest) return ok(work);
    const release = await packageOf(tx, scope, { installation, digest: found.packageDigest });
    if (release === null) return err(UNKNOWN_RELEASE);
    return ok({ ...work, package: release, packageDigest: found.packageDigest });
  });
}

export const UNKNOWN_RELEASE = {
  kind: 'not-now',
  message: 'This backup is of a version whose package is not known here any more.',
  remedy: 'Choose a newer backup. The recovery sheet says how to get at its files.',
} as const satisfies SiteError;

/** Deletes one backup at every place where that is possible; also of what was uninstalled. */
export function forgetBackup({
  backup,
  ...command
}: InstallationCommand & { backup: BackupId }): Promise<Begun> {
  const { scope, installation } = command;
  return beginOperation(command, async (tx, head) => {
    const present = await backedUp(tx, scope, installation);
    const found = present && (await findBackup(tx, scope, { installation, backup, host: present.host }));
    if (!found) return err(NO_BACKUP);
    const answers = await mayAskHost(tx, scope, head);
    if (!answers.ok) return answers;
    return ok({ kind: 'set-backup-plan', input: { forget: backupId.parse(backup) } });
  });
}

/** Everything that is kept of an installation that is gone. `confirm`: its name, typed by a person. */
export function deleteKept({
  confirm,
  ...command
}: InstallationCommand & { confirm: string }): Promise<Begun> {
  return beginOperation(command, async (tx, head) => {
    const allowed = mayDeleteKept(head, confirm);
    if (!allowed.ok) return allowed;
    const answers = await mayAskHost(tx, command.scope, head);
    if (!answers.ok) return answers;
    return ok({ kind: 'set-backup-plan', input: { deleteKept: true } });
  });
}

/** Its server deletes; without it nobody has the keys of the places. */
async function mayAskHost(
  tx: Transaction,
  scope: OrganisationScope,
  head: InstallationHead,
): Promise<Result<null, SiteError>> {
  if ((await hostRow(tx, scope, head.hostId)) !== null) return ok(null);
  return err({
    kind: 'not-now',
    message: 'Its server is not connected any more, and only that server may delete its backups.',
    remedy: `Delete the folder ${head.id} at the places by hand, where you need the room.`,
  });
}
