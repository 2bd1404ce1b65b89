// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { catalogueFolder } from '#server/catalogue/catalogue-folder.ts';
import { type ChangelogEntry, readChangelog } from '#server/catalogue/changelog.ts';
import { loadPackage, packageIds } from '#server/catalogue/load-package.ts';
import { problemLine } from '#server/catalogue/package-problem.ts';
import { type Evidence, readEvidence } from '#server/catalogue/read-proof.ts';
import { type CleanIcon, cleanSvg } from './clean-svg.ts';

export interface CatalogueApp {
  id: string;
  manifest: Manifest;
  /** Null when the package has no icon, or one that is not a plain drawing. */
  icon: CleanIcon | null;
  evidence: Evidence;
  /** What the versions of its package brought, newest first. */
  changelog: ChangelogEntry[];
}

let known: CatalogueApp[] | undefined;

/** Every app of the catalogue by title, read once a process. A package that is wrong stops the build, loudly. */
export function readCatalogue(): CatalogueApp[] {
  known ??= packageIds()
    .map(readPackage)
    .sort((a, b) => a.manifest.metadata.title.localeCompare(b.manifest.metadata.title, 'en'));
  return known;
}

export const readApp = (id: string): CatalogueApp | null =>
  readCatalogue().find((app) => app.id === id) ?? null;

function readPackage(id: string): CatalogueApp {
  const loaded = loadPackage(id);
  if (!loaded.ok) {
    throw new Error(`catalogue/${id} is not a valid package:\n${loaded.error.map(problemLine).join('\n')}`);
  }
  return {
    id,
    manifest: loaded.value.package.manifest,
    icon: readIcon(id),
    evidence: readEvidence(id),
    changelog: readChangelog(join(catalogueFolder(), id)),
  };
}

function readIcon(id: string): CleanIcon | null {
  try {
    return cleanSvg(readFileSync(join(catalogueFolder(), id, 'icon.svg'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
