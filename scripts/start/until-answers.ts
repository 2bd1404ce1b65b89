// SPDX-License-Identifier: AGPL-3.0-or-later
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
