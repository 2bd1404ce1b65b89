// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host } from '#agent/host/host.ts';
import type { BackupId, BackupRetention } from '#contract/backup.ts';
import type { Failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { explainFailure } from './explain-failure.ts';
import type { Repository } from './restic.ts';
import { listSnapshots, resticUnlocked, type Snapshot, tags, wasDeleted } from './snapshots.ts';

export interface Retention {
  readonly keep: BackupRetention;
  /** Kept whatever their tags say. */
  readonly pinned: readonly BackupId[];
  /** Where a day begins and ends; null: as on this host. */
  readonly timezone: string | null;
}

/**
 * Deletes backups that retention does not keep, releases that no backup needs any more, and what only they needed.
 * Kept are: everything of the last day, then the newest of each day, week and month, and all pinned ones.
 */
export async function retain(
  repository: Repository,
  retention: Retention,
  host: Host,
): Promise<Result<{ removed: number; left: readonly Snapshot[] }, Failure>> {
  const before = await listSnapshots(repository, null, host);
  if (!before.ok) return before;
  const environment = retention.timezone === null ? {} : { TZ: retention.timezone };
  const doing = 'Old backups could not be deleted';
  const forget = async (args: readonly string[]): Promise<Result<void, Failure>> => {
    const done = await resticUnlocked({ repository, args, environment }, host);
    return wasDeleted(done) ? ok(undefined) : err(await explainFailure(repository, doing, done, host));
  };

  const forgotten = await forget(forgetArguments(retention));
  if (!forgotten.ok) return forgotten;
  let left = await listSnapshots(repository, null, host);
  if (!left.ok) return left;
  const unneeded = unneededReleases(left.value);
  if (unneeded.length > 0) {
    const gone = await forget(['forget', ...unneeded.map(({ id }) => id)]);
    if (!gone.ok) return gone;
    left = ok(left.value.filter((one) => !unneeded.includes(one)));
  }
  const removed = before.value.length - left.value.length;
  if (removed > 0) {
    const pruned = await forget(['prune']);
    if (!pruned.ok) return pruned;
  }
  return ok({ removed: countBackups(before.value) - countBackups(left.value), left: left.value });
}

/** Pure. */
export function forgetArguments({ keep, pinned }: Retention): string[] {
  return [
    'forget',
    `--tag=${tags.passing}`,
    '--group-by=',
    '--keep-last=1',
    '--keep-within=1d',
    `--keep-daily=${keep.daily}`,
    ...(keep.weekly > 0 ? [`--keep-weekly=${keep.weekly}`] : []),
    ...(keep.monthly > 0 ? [`--keep-monthly=${keep.monthly}`] : []),
    ...pinned.map((id) => `--keep-tag=${tags.ofBackup(id)}`),
  ];
}

/** Releases of which no backup says that it ran on them. Pure. */
export function unneededReleases(snapshots: readonly Snapshot[]): Snapshot[] {
  const needed = new Set(
    snapshots.flatMap(({ tags: found }) =>
      found.flatMap((tag) => (tag.startsWith('root:') ? [tag.slice('root:'.length)] : [])),
    ),
  );
  return snapshots.filter((one) =>
    one.tags.some((tag) => tag.startsWith('release:') && !needed.has(tag.slice('release:'.length))),
  );
}

const countBackups = (snapshots: readonly Snapshot[]): number =>
  snapshots.filter(({ backup }) => backup !== null).length;
