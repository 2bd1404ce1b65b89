// SPDX-License-Identifier: AGPL-3.0-or-later
import { categoryTitle } from '../_catalogue/app-words.ts';
import { readCatalogue } from '../_catalogue/read-catalogue.ts';
import type { PaletteApp } from '../_shell/palette-app.ts';

export const dynamic = 'force-static';

export function GET(): Response {
  const apps: PaletteApp[] = readCatalogue().map(({ id, manifest: { metadata } }) => ({
    id,
    title: metadata.title,
    summary: metadata.summary,
    words: [...metadata.categories.map(categoryTitle), ...metadata.tags, ...metadata['instead-of']],
  }));
  return Response.json(apps);
}
