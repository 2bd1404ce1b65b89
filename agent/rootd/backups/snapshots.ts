// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Host, RunResult } from '#agent/host/host.ts';
import { type BackupId, backupId, snapshotId } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { explainFailure } from './explain-failure.ts';
import { parseJson } from './json-text.ts';
import { freeDeadLocks } from './locks.ts';
import { type Repository, type ResticRun, restic } from './restic.ts';
import { isLocked, isMissing } from './restic-failure.ts';

/**
 * What stands in a repository, by tags:
 *
 *   backup, backup:<id>, root:<digest>, pinned | passing     a backup; retention looks at passing ones only
 *   release:<digest>                                         the sealed root that backups with root:<digest> ran on
 */
export const tags = {
  backup: 'backup',
  pinned: 'pinned',
  passing: 'passing',
  ofBackup: (id: BackupId) => `backup:${id}`,
  ofRoot: (digest: string) => `root:${digest}`,
  ofRelease: (digest: string) => `release:${digest}`,
} as const;

const snapshot = z.object({
  id: snapshotId,
  time: z.string(),
  tags: z.array(z.string()).nullish(),
});

export interface Snapshot {
  readonly id: string;
  readonly tags: readonly string[];
  /** null for a release, and for what is not ours. */
  readonly backup: BackupId | null;
}

/** Listing a few thousand. */
const LONGEST_LISTING = 8 * 1024 * 1024;

/** restic, with a lock that a dead restic of this host left taken away where that is what stops it. */
export async function resticUnlocked(
  run: ResticRun,
  host: Host,
  options: Parameters<typeof restic>[2] = {},
): Promise<RunResult> {
  const result = await restic(run, host, options);
  if (!isLocked(result) || !(await freeDeadLocks(run.repository, host))) return result;
  return restic(run, host, options);
}

/** Every snapshot with the tag, oldest first. */
export async function listSnapshots(
  repository: Repository,
  tag: string | null,
  host: Host,
): Promise<Result<Snapshot[], Failure>> {
  const listed = await restic(
    { repository, args: ['snapshots', '--no-lock', '--json', ...(tag === null ? [] : [`--tag=${tag}`])] },
    host,
    { keptCharacters: LONGEST_LISTING },
  );
  if (listed.exitCode !== 0) {
    return err(await explainFailure(repository, 'The backups could not be listed', listed, host));
  }
  // Nothing at all when there is none.
  const parsed = z.array(snapshot).safeParse(parseJson(listed.stdout.trim() || '[]') ?? []);
  if (!parsed.success) {
    return err(
      failure('backup-target-failed', `The list of backups ${repository.title} cannot be read.`, {
        detail: z.prettifyError(parsed.error).slice(0, 2000),
      }),
    );
  }
  return ok(
    parsed.data
      .toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time))
      .map(({ id, tags: found }) => ({ id, tags: found ?? [], backup: backupOf(found ?? []) })),
  );
}

function backupOf(found: readonly string[]): BackupId | null {
  const named = found.flatMap((tag) => {
    const id = backupId.safeParse(tag.replace(/^backup:/, ''));
    return tag.startsWith('backup:') && id.success ? [id.data] : [];
  });
  return named[0] ?? null;
}

/** Deletes snapshots, and what only they needed. */
export async function forgetSnapshots(
  repository: Repository,
  ids: readonly string[],
  host: Host,
): Promise<Result<void, Failure>> {
  if (ids.length === 0) return ok(undefined);
  const forgotten = await resticUnlocked({ repository, args: ['forget', '--prune', ...ids] }, host);
  if (wasDeleted(forgotten)) return ok(undefined);
  return err(await explainFailure(repository, 'Old backups could not be deleted', forgotten, host));
}

/** restic 0.18.0 ends with 0 when a server did not let it delete, and only says so. */
export const wasDeleted = (result: RunResult): boolean =>
  result.exitCode === 0 && !/unable to remove/i.test(`${result.stdout}\n${result.stderr}`);

/**
 * Makes the repository when it is not there. `like`: one that copies come from, so that what is the same is stored once.
 * Gives whether it was made. Each look with restic takes half a second, which its keys are made to take; so where the
 * files are on this host, these are looked at instead.
 */
export async function ensureRepository(
  repository: Repository,
  like: Repository | null,
  host: Host,
): Promise<Result<{ made: boolean }, Failure>> {
  const { directory } = repository;
  if (directory !== null && (await host.exists(`${directory}/config`))) return ok({ made: false });
  if (directory === null || (await host.list(directory)).length > 0) {
    const looked = await restic({ repository, args: ['cat', 'config', '--no-lock'] }, host);
    if (looked.exitCode === 0) return ok({ made: false });
    const doing = 'The repository could not be opened';
    if (!isMissing(looked)) return err(await explainFailure(repository, doing, looked, host));
    if (directory !== null) await clearHalfMade(directory, host);
  }
  const made = await restic(
    {
      repository,
      args: ['init', ...(like ? ['--copy-chunker-params'] : [])],
      ...(like ? { from: like } : {}),
    },
    host,
  );
  if (made.exitCode === 0) return ok({ made: true });
  // What it says of a missing repository is what could not be reached, too.
  return err(await explainFailure(repository, 'The repository could not be made', made, host));
}

/**
 * restic makes the key first and the configuration last, and refuses to begin again where it finds a key. What was
 * killed in between has no snapshot; where there is one, nothing is touched.
 */
async function clearHalfMade(directory: string, host: Host): Promise<void> {
  if ((await host.list(`${directory}/snapshots`)).length > 0) return;
  await host.removeTree(`${directory}/keys`);
}
