// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupPlace, PlaceContext } from '#agent/plugins/backup/contract.ts';
import type { BackupTarget, SnapshotSource } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { RootdContext } from '../context.ts';
import type { Secrets } from '../records.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { backupPaths } from './backup-paths.ts';
import { RESTIC, type Repository } from './restic.ts';

const ROOT_ONLY = { uid: 0, gid: 0, mode: 0o700 };
/** The one ssh_config of every unit: the target's own sections say the rest. */
const SSH_CONFIG = `Include ${RESTIC.targets}/*/ssh_config\n`;

export const placeOf = (target: BackupTarget, context: RootdContext): BackupPlace =>
  // The table pairs each kind with its plugin; TypeScript cannot follow that through a union.
  context.plugins.backupPlaces[target.kind] as BackupPlace;

export const unitNameOf = (installation: InstallationId): string => `hop3-backup-${installation}`;

/** Places what targets need below `directory`/targets. */
export async function placeTargets(
  directory: string,
  targets: readonly BackupTarget[],
  of: PlaceContext,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { host } = context;
  await host.makeDirectory(directory, ROOT_ONLY);
  await host.makeDirectory(`${directory}/targets`, ROOT_ONLY);
  await host.writeAtomic(`${directory}/targets/ssh_config`, SSH_CONFIG, { mode: 0o644 });
  for (const target of targets) {
    const files = placeOf(target, context).files(target, of);
    if (!files.ok) return files;
    const own = `${directory}/targets/${target.id}`;
    await host.makeDirectory(own, ROOT_ONLY);
    for (const { name, text } of files.value) await host.writeAtomic(`${own}/${name}`, text, { mode: 0o600 });
  }
  return ok(undefined);
}

/** An installation's own repository at a target of its plan; everything for it is on this host. */
export async function openOwn(
  installation: InstallationId,
  target: BackupTarget,
  context: RootdContext,
): Promise<Repository> {
  const { host } = context;
  const place = backupPaths(installation);
  const plugin = placeOf(target, context);
  const temporary = `${place.directory}/tmp`;
  await host.makeDirectory(temporary, ROOT_ONLY);
  await host.makeDirectory(place.cache, ROOT_ONLY);
  if (target.kind === 'local') await host.makeDirectory(place.repository, ROOT_ONLY);
  return {
    unit: unitNameOf(installation),
    title: plugin.title(target),
    mayDelete: plugin.mayDelete,
    access: plugin.access(target, { repositoryOf: installation, secrets: {} }),
    passwordFile: place.password,
    targets: place.targets,
    directory: target.kind === 'local' ? place.repository : null,
    // Reading a file of this disk again is no slower.
    cache: plugin.isElsewhere ? place.cache : null,
    temporary,
  };
}

/**
 * Lets `act` at the repository of any installation with what came with the call, and takes that away afterwards: the
 * backups may be of an installation that was never here.
 */
export async function withSource<T>(
  from: SnapshotSource,
  secrets: Secrets,
  acting: InstallationId,
  context: RootdContext,
  act: (repository: Repository) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  const { host } = context;
  const password = secrets['backup.password'];
  if (!password) return err(failure('input-refused', 'backup.password: it is missing.'));
  const of = { repositoryOf: from.repositoryOf, secrets };
  const plugin = placeOf(from.target, context);
  if (from.target.kind === 'local' && !(await host.exists(backupPaths(from.repositoryOf).repository))) {
    return err(failure('not-found', 'This server keeps no backups of that installation.'));
  }
  const directory = `${rootdPaths.backupAccess}/${acting}`;
  await host.makeDirectory(rootdPaths.backupAccess, ROOT_ONLY);
  await host.removeTree(directory);
  try {
    const placed = await placeTargets(directory, [from.target], of, context);
    if (!placed.ok) return placed;
    await host.writeAtomic(`${directory}/password`, password, { mode: 0o600 });
    await host.makeDirectory(`${directory}/tmp`, ROOT_ONLY);
    await host.makeDirectory(`${directory}/cache`, ROOT_ONLY);
    return await act({
      unit: unitNameOf(acting),
      title: plugin.title(from.target),
      mayDelete: plugin.mayDelete,
      access: plugin.access(from.target, of),
      passwordFile: `${directory}/password`,
      targets: `${directory}/targets`,
      cache: plugin.isElsewhere ? `${directory}/cache` : null,
      directory: null,
      temporary: `${directory}/tmp`,
    });
  } finally {
    await host.removeTree(directory);
  }
}
