// SPDX-License-Identifier: AGPL-3.0-or-later
import { loadPackage } from '#server/catalogue/load-package.ts';
import { problemLine } from '#server/catalogue/package-problem.ts';
import type { CataloguePort } from './catalogue-port.ts';

/** The catalogue in a folder. A package with mistakes is as if it were not there; its mistakes go to the log. */
export function catalogueOf(folder: string): CataloguePort {
  return {
    load: async (app) => {
      const loaded = loadPackage(app, folder);
      if (loaded.ok) return loaded.value;
      for (const problem of loaded.error) console.error(`catalogue: ${app}: ${problemLine(problem)}`);
      return null;
    },
  };
}
