// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, RunResult } from '#agent/host/host.ts';
import type { Failure } from '#contract/failure.ts';
import { probePlace, type Repository } from './restic.ts';
import { resticFailure } from './restic-failure.ts';

/**
 * Why a call of restic failed. It passes on what its ssh says, but may end before it has, and then says something of its
 * own that fits another cause: so the place is asked once more, by ssh alone.
 */
export async function explainFailure(
  repository: Repository,
  doing: string,
  result: RunResult,
  host: Host,
): Promise<Failure> {
  const said = resticFailure(doing, repository.title, result);
  if (result.timedOut) return said;
  const asked = await probePlace(repository, host);
  // 255 is ssh's own failure.
  if (asked?.exitCode !== 255) return said;
  const output = `${result.stderr}\n${asked.stderr}`;
  return resticFailure(doing, repository.title, { ...result, stderr: output });
}
