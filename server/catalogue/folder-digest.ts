// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What a proof run writes; it is not part of what was proven. */
const OF_THE_PROOF = /^(?:proof\.json|screenshots\/)/;

/** sha256 over the sorted lines `<sha256 of the file>  <path>` of a package's folder, without what proofs write there. */
export function folderDigest(folder: string): string {
  const lines = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !OF_THE_PROOF.test(path))
    .sort()
    .map(
      (path) =>
        `${createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex')}  ${path}\n`,
    );
  return createHash('sha256').update(lines.join('')).digest('hex');
}
