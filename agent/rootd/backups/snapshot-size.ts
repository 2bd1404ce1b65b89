// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Host } from '#agent/host/host.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { explainFailure } from './explain-failure.ts';
import { parseJson } from './json-text.ts';
import { type Repository, restic } from './restic.ts';

const statistics = z.object({ total_size: z.int(), total_file_count: z.int().optional() });

/** What a snapshot takes when it is put back. */
export async function sizeOfSnapshot(
  repository: Repository,
  snapshot: string,
  host: Host,
): Promise<Result<{ bytes: number; files: number }, Failure>> {
  const asked = await restic(
    { repository, args: ['stats', '--no-lock', '--json', '--mode=restore-size', snapshot] },
    host,
  );
  if (asked.exitCode !== 0)
    return err(await explainFailure(repository, 'The backup could not be looked at', asked, host));
  const line = asked.stdout.split('\n').findLast((text) => text.startsWith('{')) ?? '';
  const parsed = statistics.safeParse(parseJson(line));
  if (!parsed.success)
    return err(failure('backup-target-failed', `A backup ${repository.title} cannot be measured.`));
  return ok({ bytes: parsed.data.total_size, files: parsed.data.total_file_count ?? 0 });
}
