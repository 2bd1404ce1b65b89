// SPDX-License-Identifier: AGPL-3.0-or-later
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AppId } from '#contract/ids.ts';
import { readChangelog } from '#server/catalogue/changelog.ts';
import { loadPackage } from '#server/catalogue/load-package.ts';
import { problemLine } from '#server/catalogue/package-problem.ts';
import { readEvidence } from '#server/catalogue/read-proof.ts';
import type { CataloguePort, OfferedPackage } from './catalogue-port.ts';

/**
 * The catalogue in a folder. A package with mistakes is as if it were not there; its mistakes go to the log. Lists ask
 * for many packages every few seconds: one is read again only when a file of it has changed.
 */
export function catalogueOf(folder: string): CataloguePort {
  const known = new Map<AppId, { readonly stamp: string; readonly offered: OfferedPackage | null }>();
  return {
    load: async (app) => {
      const stamp = stampOf(join(folder, app));
      const before = known.get(app);
      if (before?.stamp === stamp) return before.offered;
      const offered = stamp === null ? null : read(app, folder);
      if (stamp !== null) known.set(app, { stamp, offered });
      return offered;
    },
    proof: async (app) => (stampOf(join(folder, app)) === null ? null : readEvidence(app, folder).proof),
  };
}

function read(app: AppId, folder: string): OfferedPackage | null {
  const loaded = loadPackage(app, folder);
  if (loaded.ok) return { ...loaded.value, changelog: readChangelog(join(folder, app)) };
  for (const problem of loaded.error) console.error(`catalogue: ${app}: ${problemLine(problem)}`);
  return null;
}

/** Names, sizes and times of a package's files; null when there is no such folder. */
function stampOf(folder: string): string | null {
  try {
    const files = readdirSync(folder, { withFileTypes: true, recursive: true });
    return files
      .filter((entry) => !entry.isDirectory())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const { size, mtimeMs, ino } = lstatSync(path);
        return `${path} ${size} ${mtimeMs} ${ino}`;
      })
      .sort()
      .join('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
