// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, type FailureCode, failure } from '#contract/failure.ts';
import type { PreflightLine } from '#contract/site-api/installations.ts';
import type { PreflightLineId } from './judge.ts';

const CODES: Record<PreflightLineId, FailureCode> = {
  host: 'host-unreachable',
  memory: 'not-enough-memory',
  disk: 'not-enough-disk',
  name: 'domain-taken',
  address: 'domain-not-pointing-here',
  port: 'host-unsuitable',
  challenge: 'host-unsuitable',
};

/** The failure of an operation that would not have worked; further reasons are in its detail. */
export function failureOfLine(line: PreflightLine, others: readonly PreflightLine[] = []): Failure {
  const code = CODES[line.id as PreflightLineId] ?? 'host-unsuitable';
  return failure(code, line.text, {
    ...(line.remedy === null ? {} : { remedy: line.remedy }),
    ...(others.length === 0 ? {} : { detail: others.map((other) => other.text).join('\n') }),
  });
}
