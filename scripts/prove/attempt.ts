// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ProofCheckId, ProofResult } from '#contract/proof.ts';
import { ProofFailed } from './laboratory.ts';

/** Makes a check: what it saw, or what was not as it must be. A fault of the laboratory is no result and is thrown on. */
export async function attempt(
  check: ProofCheckId,
  os: ProofResult['os'],
  work: () => Promise<string[]>,
  log: (line: string) => void,
): Promise<ProofResult> {
  const startedMs = Date.now();
  const about = () => ({ check, os, atMs: startedMs, durationMs: Date.now() - startedMs });
  log(`${check} …`);
  try {
    const notes = await work();
    const result = { ...about(), passed: true, notes: notes.map(clean), failure: null };
    log(`${check} passed in ${(result.durationMs / 1000).toFixed(1)} s: ${notes.join('; ')}`);
    return result;
  } catch (error) {
    if (!(error instanceof ProofFailed)) throw error;
    log(`${check} FAILED: ${error.message}`);
    return { ...about(), passed: false, notes: [], failure: clean(error.message).slice(0, 2000) };
  }
}

const clean = (text: string): string =>
  text.replace(/\p{Cc}/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ' ')).slice(0, 500);
