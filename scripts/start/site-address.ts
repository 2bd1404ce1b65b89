// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { HomePaths } from '#server/home.ts';
import type { StartSettings } from './settings.ts';

/** Leaves in the home where the site answers: the port may be another one than asked for. */
export function noteSiteUrl(paths: HomePaths, siteUrl: string): void {
  const temporary = `${paths.siteUrl}.new`;
  writeFileSync(temporary, `${siteUrl}\n`, { mode: 0o644 });
  renameSync(temporary, paths.siteUrl);
}

/**
 * Where people reach the site, for commands beside it: what is set for this command, else what the last start of the
 * site noted, else what a start with these settings would try.
 */
export function siteUrlFor(settings: StartSettings, paths: HomePaths): string {
  return settings.HOP3_SITE_URL ?? notedSiteUrl(paths) ?? `http://localhost:${settings.HOP3_PORT}`;
}

function notedSiteUrl(paths: HomePaths): string | null {
  try {
    return z.url().parse(readFileSync(paths.siteUrl, 'utf8').trim());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${paths.siteUrl} does not hold the address of the site.`, { cause: error });
  }
}
