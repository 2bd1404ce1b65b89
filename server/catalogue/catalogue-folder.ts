// SPDX-License-Identifier: AGPL-3.0-or-later
import { join } from 'node:path';

/** Where the packages are: HOP3_CATALOGUE, else `catalogue` in the working directory. */
export function catalogueFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['HOP3_CATALOGUE'] ?? join(/* turbopackIgnore: true */ process.cwd(), 'catalogue');
}
