// SPDX-License-Identifier: AGPL-3.0-or-later
import { type EmbeddedPostgresOptions, isRunning, startEmbeddedPostgres } from './embedded-postgres.ts';

const LOOK_EVERY_MS = 2_000;

/**
 * Starts the embedded PostgreSQL again when it ended without being asked to: killed by a person or for want of memory.
 * Everything that uses it connects again by itself. Returns what ends the watch, and waits for a start that is going on.
 */
export function watchEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
  say: (line: string) => void,
): () => Promise<void> {
  let looking: Promise<void> = Promise.resolve();
  let busy = false;
  const look = async (): Promise<void> => {
    if (await isRunning(options.paths)) return;
    say('PostgreSQL ended without being asked to; starting it again …');
    await startEmbeddedPostgres(options);
    say('PostgreSQL is back.');
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    looking = look()
      .catch((error: unknown) => say(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        busy = false;
      });
  }, LOOK_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
