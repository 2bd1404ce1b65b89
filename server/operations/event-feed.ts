// SPDX-License-Identifier: AGPL-3.0-or-later

import type { OperationId } from '#contract/ids.ts';
import type { Database } from '#server/database/connection.ts';

/**
 * Wakes those who wait for events of an operation. One connection listens for all of them; it carries ids only, so
 * whoever is woken reads the rows within their own scope. A lost notification costs one poll, nothing more.
 */
export class EventFeed {
  readonly #client: Database['$client'];
  readonly #waiting = new Map<string, Set<() => void>>();
  #listening: Promise<unknown> | null = null;

  constructor(client: Database['$client']) {
    this.#client = client;
  }

  /**
   * Watches an operation until `close`. `changed` resolves at the first event since it was last called (or since the
   * watch began), at latest after `timeoutMs`, or when `signal` aborts.
   */
  watch(operation: OperationId): {
    changed(timeoutMs: number, signal?: AbortSignal): Promise<void>;
    close(): void;
  } {
    this.#listen();
    let pending = false;
    let wake: (() => void) | null = null;
    const notice = () => {
      pending = true;
      wake?.();
    };
    const watchers = this.#waiting.get(operation) ?? new Set();
    watchers.add(notice);
    this.#waiting.set(operation, watchers);
    return {
      changed: async (timeoutMs, signal) => {
        if (!pending && signal?.aborted !== true) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, timeoutMs);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
            signal?.addEventListener('abort', wake, { once: true });
          });
          if (wake !== null) signal?.removeEventListener('abort', wake);
          wake = null;
        }
        pending = false;
      },
      close: () => {
        watchers.delete(notice);
        if (watchers.size === 0) this.#waiting.delete(operation);
      },
    };
  }

  #listen(): void {
    // The client listens again by itself after a lost connection; only a first failure is tried anew, at the next watch.
    this.#listening ??= this.#client
      .listen('hop3_events', (payload) => {
        const operation = payload.slice(0, payload.indexOf(':'));
        for (const notice of this.#waiting.get(operation) ?? []) notice();
      })
      .catch(() => {
        this.#listening = null;
      });
  }
}
