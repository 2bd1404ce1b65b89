// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RunResult } from '#agent/host/host.ts';
import { type Failure, failure } from '#contract/failure.ts';

/** Why a program that writes or reads a dump failed. `doing` completes "could not". */
export function dumpFailure(title: string, doing: string, result: RunResult): Failure {
  const detail = `${result.stdout}\n${result.stderr}`
    .replace(/[^\P{Cc}\n]/gu, '')
    .trim()
    .slice(-4000);
  if (/No space left on device|\berrno:? 28\b|Errcode: 28|disk full|could not extend file/i.test(detail)) {
    return failure('not-enough-disk', `${title} could not ${doing}: the server's disk is full.`, {
      remedy: 'Free some space on the server or give it a bigger disk, then try again.',
      detail,
    });
  }
  const why = result.timedOut ? ': it took too long' : '';
  return failure('addon-failed', `${title} could not ${doing}${why}.`, {
    remedy: 'Look at what it said in the details, then try again.',
    detail,
  });
}
