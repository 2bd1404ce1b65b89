// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ProofResult } from '#contract/proof.ts';
import { attempt } from './attempt.ts';
import { installs, signsIn } from './checks/install.ts';
import { restoresInPlace } from './checks/restore.ts';
import type { Check, Trial } from './trial.ts';

const CHECKS: readonly Check[] = [installs, signsIn, restoresInPlace];

/** What is made sure of on Debian 12 too, up to the first that fails. */
export async function onOlderSystem(trial: Trial, log: (line: string) => void): Promise<ProofResult[]> {
  const results: ProofResult[] = [];
  for (const check of CHECKS) {
    const result = await attempt(check.id, 'bookworm', () => check.run(trial), log);
    results.push(result);
    if (!result.passed) break;
  }
  return results;
}
