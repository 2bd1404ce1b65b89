// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Host, Listener, RunResult } from '#agent/host/host.ts';
import type { BackupId } from '#contract/backup.ts';
import type { Failure } from '#contract/failure.ts';
import { sha256Hex } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { explainFailure } from './explain-failure.ts';
import { parseJson } from './json-text.ts';
import type { Repository } from './restic.ts';
import { forgetSnapshots, listSnapshots, resticUnlocked, tags } from './snapshots.ts';
import { STAGE, STAGED, type Stage } from './stage.ts';

const summary = z.object({
  message_type: z.literal('summary'),
  total_files_processed: z.int(),
  total_bytes_processed: z.int(),
  /** Not in restic 0.14. */
  data_added_packed: z.int().optional(),
  /** Only its beginning in restic 0.14. */
  snapshot_id: z.string(),
});

const errorLine = z.object({
  message_type: z.literal('error'),
  error: z.unknown(),
  item: z.string().optional(),
});

export interface ReadStage {
  readonly result: RunResult;
  readonly tries: number;
  /** Everything that was there to be read was read. */
  readonly whole: boolean;
}

export interface Stored {
  readonly snapshot: string;
  readonly files: number;
  readonly bytes: number;
  readonly addedBytes: number | null;
}

/** An app that runs on deletes files between restic's listing a directory and reading them: then it is tried once more. */
const MOST_TRIES = 2;

/**
 * Has restic read what was staged, and the app's files with it. To be called while the app is held; whether it counts
 * says `confirmStored`.
 */
export async function readStage(
  repository: Repository,
  asked: {
    readonly stage: Stage;
    readonly backup: BackupId;
    readonly pinned: boolean;
    readonly appRuns: boolean;
  },
  host: Host,
  listener: Listener,
): Promise<ReadStage> {
  const { stage, backup, pinned, appRuns } = asked;
  const labels = [
    tags.backup,
    tags.ofBackup(backup),
    tags.ofRoot(stage.manifest.rootDigest),
    pinned ? tags.pinned : tags.passing,
  ];
  for (let attempt = 1; ; attempt += 1) {
    const made = await resticUnlocked(
      {
        repository,
        args: [
          'backup',
          '--json',
          // The parent of the next one is found by this and the paths.
          '--host=hop3',
          ...labels.map((tag) => `--tag=${tag}`),
          '--exclude-file=/hop3/exclude',
          ...STAGED,
        ],
        directory: STAGE,
        readOnly: [...stage.readOnly, { from: stage.excludeFile, to: '/hop3/exclude' }],
      },
      host,
      { onLine: tellProgress(listener) },
    );
    const whole = made.exitCode === 0;
    const vanished = made.exitCode === 3 && appRuns && onlyVanished(made);
    if (!vanished || attempt === MOST_TRIES)
      return { result: made, tries: attempt, whole: whole || vanished };
  }
}

const status = z.object({ message_type: z.literal('status'), percent_done: z.number() });

/** Of a backup that takes long: restic says where it is every ten seconds. */
function tellProgress(listener: Listener): (line: string) => void {
  let told = 0;
  return (line) => {
    const parsed = status.safeParse(parseJson(line));
    const tenths = parsed.success ? Math.floor(parsed.data.percent_done * 10) : 0;
    if (tenths <= told || tenths > 9) return;
    told = tenths;
    listener.note(`${tenths * 10} per cent of its files are read`);
  };
}

/**
 * Only a whole snapshot counts: restic that could not read a file ends with 3 and leaves one without it, which is deleted
 * here, as are those of further tries. A file that an app which runs on deleted by itself is missing from nothing: one
 * that always does could never be backed up else.
 */
export async function confirmStored(
  repository: Repository,
  { result: made, tries, whole: isWhole }: ReadStage,
  backup: BackupId,
  host: Host,
): Promise<Result<Stored, Failure>> {
  const counted = isWhole ? summaryOf(made) : null;
  if (counted && tries === 1 && sha256Hex.safeParse(counted.snapshot).success) return ok(counted);
  const there = await listSnapshots(repository, tags.ofBackup(backup), host);
  if (counted && !there.ok) return there;
  const found = there.ok ? there.value : [];
  const whole = counted ? found.at(-1) : undefined;
  const others = found.filter((snapshot) => snapshot !== whole).map(({ id }) => id);
  if (repository.mayDelete) {
    const cleared = await forgetSnapshots(repository, others, host);
    if (whole && !cleared.ok) return cleared;
  }
  if (counted && whole) return ok({ ...counted, snapshot: whole.id });
  return err(await explainFailure(repository, 'The backup could not be stored', made, host));
}

function summaryOf(result: RunResult): Stored | null {
  for (const line of result.stdout.split('\n').reverse()) {
    const parsed = summary.safeParse(parseJson(line));
    if (!parsed.success) continue;
    const { total_files_processed, total_bytes_processed, data_added_packed, snapshot_id } = parsed.data;
    return {
      snapshot: snapshot_id,
      files: total_files_processed,
      bytes: total_bytes_processed,
      addedBytes: data_added_packed ?? null,
    };
  }
  return null;
}

/** Whether every error of a backup was a file that was gone when it was to be read. */
export function onlyVanished(result: RunResult): boolean {
  const errors = `${result.stdout}\n${result.stderr}`.split('\n').flatMap((line) => {
    const parsed = errorLine.safeParse(parseJson(line));
    return parsed.success ? [JSON.stringify(parsed.data.error)] : [];
  });
  // ENOENT by its number where restic prints Go's own structure, by its words where it prints a message.
  return errors.length > 0 && errors.every((text) => /"Err":2\b|no such file or directory/.test(text));
}
