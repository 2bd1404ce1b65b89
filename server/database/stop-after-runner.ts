// SPDX-License-Identifier: AGPL-3.0-or-later
// Waits for a test run to end, however it ends, then stops and removes its PostgreSQL. See test-database.ts.
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { homePaths } from '#server/home.ts';
import { stopEmbeddedPostgres } from './embedded-postgres.ts';

const [runner, home] = process.argv.slice(2);
if (runner === undefined || home === undefined || !home.includes('hop3-test-')) process.exit(2);

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

while (lives(Number(runner))) await sleep(1000);
await stopEmbeddedPostgres(homePaths(home));
await rm(home, { recursive: true, force: true });
