// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupPlan } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { RootdContext } from '../context.ts';
import type { Secrets } from '../records.ts';
import { backupPaths } from './backup-paths.ts';
import { ensureSecondKey } from './keys.ts';
import { openOwn, placeTargets } from './open-repository.ts';
import { readPlan } from './plan-file.ts';
import type { Repository } from './restic.ts';
import { ensureRepository } from './snapshots.ts';

/** Name of the lock: an installation's repositories are made by one at a time. */
export const repositoriesOf = (id: InstallationId): string => `repositories-${id}`;

/**
 * What each target of a plan needs is placed, and every repository is there and opens with both keys. The first target
 * that cannot be reached is the failure. Under the lock `repositoriesOf`.
 */
export async function makeRepositories(
  id: InstallationId,
  plan: BackupPlan,
  secrets: Secrets,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { host } = context;
  const refused = refusePlan(plan);
  if (refused) return err(refused);
  const placed = await placeSecrets(id, plan, secrets, context);
  if (!placed.ok) return placed;

  const recovery = `${backupPaths(id).directory}/recovery`;
  try {
    await host.writeAtomic(recovery, secrets['backup.recovery'] ?? '', { mode: 0o600 });
    let first: Repository | null = null;
    for (const target of plan.targets) {
      const repository = await openOwn(id, target, context);
      const made = await ensureRepository(repository, first, host);
      if (!made.ok) return made;
      const both = await ensureSecondKey(repository, recovery, host, { isNew: made.value.made });
      if (!both.ok) return both;
      first ??= repository;
    }
  } finally {
    await host.removeFile(recovery);
  }
  return ok(undefined);
}

function refusePlan(plan: BackupPlan): Failure | null {
  const ids = plan.targets.map((target) => target.id);
  if (new Set(ids).size === ids.length) return null;
  return failure('input-refused', 'plan.targets: a place is named twice.');
}

/** The password stays what it is: another one would not open what is there. */
async function placeSecrets(
  id: InstallationId,
  plan: BackupPlan,
  secrets: Secrets,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { host } = context;
  const { directory, password } = backupPaths(id);
  for (const name of ['backup.password', 'backup.recovery']) {
    const value = secrets[name];
    if (!value || /[\r\n]/.test(value)) return err(failure('input-refused', `${name}: it is missing.`));
  }
  const given = secrets['backup.password'] ?? '';
  const kept = await host.readText(password);
  if (kept !== null && kept !== given && (await readPlan(id, host)) !== null)
    return err(failure('input-refused', 'backup.password: it is not the one of the backups that are there.'));
  const placed = await placeTargets(directory, plan.targets, { repositoryOf: id, secrets }, context);
  if (!placed.ok) return placed;
  if (kept !== given) await host.writeAtomic(password, given, { mode: 0o600 });
  return ok(undefined);
}
