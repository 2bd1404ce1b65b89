// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { checkState, type Proof, type ProofCheckId } from '#contract/proof.ts';

/** `count` of `apps`, the same for the same commit and spread over all of them from commit to commit. Pure. */
export function rotating(apps: readonly string[], count: number, commit: string): string[] {
  const rank = (app: string) => createHash('sha256').update(`${commit.trim()} ${app}`).digest('hex');
  return apps.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, count);
}

/** Of `checks` those that the app's page promises: what was never seen of it cannot be broken. Pure. */
export const promised = (checks: readonly ProofCheckId[], evidence: Proof | null): ProofCheckId[] =>
  checks.filter((check) => checkState(evidence, check) === 'passed');
