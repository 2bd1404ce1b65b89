// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Host } from '#agent/host/host.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { Verification } from './book.ts';
import { explainFailure } from './explain-failure.ts';
import { parseJson } from './json-text.ts';
import { type Repository, restic } from './restic.ts';
import { saysDamage } from './restic-failure.ts';
import { resticUnlocked } from './snapshots.ts';

/** What is read of a repository at once; the next time it is the next part. */
const PART_BYTES = 1024 ** 3;
/** A large one is read within a year of weeks. */
const MOST_PARTS = 52;

const statistics = z.object({ total_size: z.int() });

/**
 * Reads part of what a repository holds and verifies it: its structure, and that each byte of that part is what was
 * stored. (`check` alone does not read data, and misses a flipped byte.) Small ones are read whole each time.
 */
export async function verifyRepository(
  repository: Repository,
  part: number,
  host: Host,
): Promise<Result<void, Failure>> {
  const asked = await restic({ repository, args: ['stats', '--no-lock', '--json', '--mode=raw-data'] }, host);
  const size = statistics.safeParse(
    parseJson(asked.stdout.split('\n').findLast((line) => line.startsWith('{')) ?? ''),
  );
  // One that cannot even be measured is checked as a whole: that says what is wrong with it.
  const parts = size.success
    ? Math.min(MOST_PARTS, Math.max(1, Math.ceil(size.data.total_size / PART_BYTES)))
    : 1;
  const checked = await resticUnlocked(
    { repository, args: ['check', `--read-data-subset=${(part % parts) + 1}/${parts}`] },
    host,
  );
  if (checked.exitCode === 0) return ok(undefined);
  const why = await explainFailure(repository, 'The backups could not be verified', checked, host);
  if (why.code !== 'backup-failed' || !saysDamage(checked)) return err(why);
  return err(
    failure('backup-target-failed', `Part of what is stored ${repository.title} is damaged.`, {
      remedy:
        'Its disk may be failing. Choose another place for backups; older ones that need what is damaged cannot be restored from there.',
      detail: why.detail ?? '',
    }),
  );
}

/** The target whose last look is the longest ago; those never looked at first. Pure. */
export function nextToVerify<T extends { readonly id: string }>(
  targets: readonly T[],
  verifications: readonly Verification[],
): T | null {
  const lastLook = ({ id }: T): number => verifications.find(({ target }) => target === id)?.atMs ?? 0;
  return targets.toSorted((a, b) => lastLook(a) - lastLook(b))[0] ?? null;
}
