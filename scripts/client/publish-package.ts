// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths } from '#server/home.ts';

/** Gives the running site of `home` a state of a package that it has not seen yet. */
export function publishPackage(home: string, app: string, change: (toml: string) => string): void {
  const { app: builds } = homePaths(home);
  const [built = ''] = readdirSync(builds);
  const file = join(builds, built, 'catalogue', app, 'hop3.toml');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** The same package under a version that is newer than any. */
export const withVersion = (toml: string, version: string): string =>
  toml.replace(/^version = "[^"]*"/m, `version = "${version}"`);
