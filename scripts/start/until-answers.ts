// SPDX-License-Identifier: AGPL-3.0-or-later
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartRefused } from './say.ts';

/** Waits until `url` answers below 500. */
export async function untilAnswers(url: string, withinMs: number, logFile: string): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
      await response.body?.cancel();
      if (response.status < 500) return;
    } catch {
      // Not listening yet: that is what we wait for.
    }
    await sleep(200);
  }
  throw new StartRefused(`The site did not answer within ${withinMs / 1000} seconds. Its log: ${logFile}`);
}

/** Waits until somebody listens on a unix socket. */
export async function untilListens(socketPath: string, withinMs: number, logFile: string): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (await listens(socketPath)) return;
    await sleep(200);
  }
  throw new StartRefused(
    `The part that talks to servers did not start within ${withinMs / 1000} seconds. Its log: ${logFile}`,
  );
}

const listens = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(socketPath, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
