// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from 'react';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { parseManifest } from '#server/catalogue/parse-manifest.ts';
import { type CleanIcon, cleanSvg } from './clean-svg.ts';

export interface CatalogueApp {
  id: string;
  manifest: Manifest;
  icon: CleanIcon | null;
}

/** Every app of the catalogue by title. Read once a build: public pages are static. */
export const readCatalogue = cache((): CatalogueApp[] => {
  const folder = process.env['HOP3_CATALOGUE'] ?? join(process.cwd(), 'catalogue');
  const apps: CatalogueApp[] = [];
  for (const id of readdirSync(folder)) {
    try {
      const parsed = parseManifest(readFileSync(join(folder, id, 'hop3.toml'), 'utf8'));
      if (parsed.ok)
        apps.push({
          id,
          manifest: parsed.value.manifest,
          icon: cleanSvg(readFileSync(join(folder, id, 'icon.svg'), 'utf8')),
        });
    } catch {}
  }
  return apps;
});

export const readApp = (id: string): CatalogueApp | null =>
  readCatalogue().find((app) => app.id === id) ?? null;
