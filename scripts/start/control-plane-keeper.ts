// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdir } from 'node:fs/promises';
import { backUpControlPlane } from '#server/control-plane/back-up.ts';
import { ARCHIVE_NAME, archiveName } from '#server/control-plane/what-is-kept.ts';
import type { FileOwner } from '#server/database/secret-file.ts';
import type { HomePaths } from '#server/home.ts';
import { say } from './say.ts';

const DAY_MS = 24 * 3_600_000;
const LOOK_EVERY_MS = 30 * 60_000;
/** The first one soon after the start, when there may be something worth keeping. */
const FIRST_LOOK_MS = 5 * 60_000;

/** Backs the control plane up once a day while the site runs. Returns what ends that. */
export function keepControlPlane(of: {
  readonly paths: HomePaths;
  readonly siteUrl: string;
  readonly worker: FileOwner;
}): () => void {
  const { paths, siteUrl, worker } = of;
  let busy = false;
  const look = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      const dueBefore = archiveName(Date.now() - DAY_MS);
      const newest = (await readdir(paths.controlPlaneBackups).catch(() => []))
        .filter((name) => ARCHIVE_NAME.test(name))
        .sort()
        .at(-1);
      if (newest !== undefined && newest > dueBefore) return;
      await backUpControlPlane({ paths, siteUrl, nowMs: Date.now(), readableBy: worker });
    } catch (error) {
      say(`The site could not back itself up: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      busy = false;
    }
  };
  const first = setTimeout(() => void look(), FIRST_LOOK_MS);
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
