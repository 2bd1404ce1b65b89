// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', '.next', 'dist', '.git', '.cache', 'test-results']);

/**
 * sha256 (hex) over names and contents of files and folders below `root`, and of all of another folder, wherever that is:
 * tells whether a build is current.
 */
export function inputDigest(root: string, entries: readonly string[], alsoFolder?: string): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const absolute = join(root, path);
    if (statSync(absolute).isDirectory()) {
      for (const name of readdirSync(absolute).sort()) if (!SKIPPED.has(name)) add(join(path, name));
      return;
    }
    hash.update(`${path}\0`).update(readFileSync(absolute)).update('\0');
  };
  for (const entry of entries) add(entry);
  if (alsoFolder !== undefined) hash.update(inputDigest(alsoFolder, ['.']));
  return hash.digest('hex');
}
