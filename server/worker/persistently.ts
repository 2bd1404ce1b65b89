// SPDX-License-Identifier: AGPL-3.0-or-later
import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseAway } from '#server/database/is-database-away.ts';
import { TakenOver } from '#server/deploy/commands.ts';
import { errorFields } from './log.ts';
import type { WorkerServices } from './services.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** PostgreSQL going away and coming back (a restart, a failover) must not end an operation: tries until it is there. */
export async function persistently<T>(
  services: Pick<WorkerServices, 'log'>,
  work: () => Promise<T>,
): Promise<T> {
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof TakenOver) {
        // The other worker records outcomes now. Throwing would let DBOS record ours over them: this one just stops.
        services.log('warn', error.message);
        return new Promise(() => {});
      }
      if (!isDatabaseAway(error)) throw error;
      services.log('warn', 'the database is away; trying again', errorFields(error));
      await sleep(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
}
