// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * What identifies the bundle that runs: the name of its runtime directory (/opt/hop3/runtime/<digest>/agent.mjs),
 * which is the digest over all of its files; else the digest of the file itself.
 */
export function bundleDigestOf(entryFile: string): string {
  const directory = basename(dirname(entryFile));
  if (/^[0-9a-f]{16,64}$/.test(directory)) return directory;
  return createHash('sha256').update(readFileSync(entryFile)).digest('hex');
}

/** A socket left by a killed process would refuse the next one its address. */
export function removeStaleSocket(path: string): void {
  rmSync(path, { force: true });
}

/** Owner and group (the bridge's) may connect. */
export function openSocketToGroup(path: string): void {
  chmodSync(path, 0o660);
}
