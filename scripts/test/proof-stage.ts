// SPDX-License-Identifier: AGPL-3.0-or-later
import { join } from 'node:path';
import { checkStage, type Stage } from './stage.ts';

/** Enough to see that the promise still holds; the whole proof is a command of its own. */
const CHECKS = ['sign-in', 'password', 'restart', 'jobs', 'uninstall'];

/**
 * Apps that were changed since they were proven, and another one for each commit, on a fresh Debian 13: what was promised
 * with a date is still so with today's packages. Writes nothing.
 */
export const proofStage = (root: string): Stage =>
  checkStage('proofs (what changed, and another app for each commit)', [
    process.execPath,
    join(root, 'scripts', 'prove.ts'),
    ...['--rotate', '1', '--look', '--os', 'trixie', '--only', CHECKS.join(',')],
  ]);
