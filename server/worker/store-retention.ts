// SPDX-License-Identifier: AGPL-3.0-or-later
import { storesDue } from '#server/deploy/backup-rows.ts';
import { beginRetention } from '#server/deploy/own-operations.ts';
import { errorFields } from './log.ts';
import type { WorkerServices } from './services.ts';

const LOOK_EVERY_MS = 30 * 60_000;
const EVERY_MS = 24 * 3600_000;

/**
 * Once a day, each server that stores backups of others deletes what is old there: those who only add may not. An
 * operation like any other, because nothing else is signed for.
 */
export class StoreRetention {
  readonly #services: WorkerServices;
  #timer: NodeJS.Timeout | null = null;

  constructor(services: WorkerServices) {
    this.#services = services;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    void this.look();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async look(nowMs = Date.now()): Promise<void> {
    const { db, log } = this.#services;
    try {
      for (const due of await storesDue(db, new Date(nowMs - EVERY_MS))) await beginRetention(db, due);
    } catch (error) {
      log('warn', 'old backups of other servers could not be looked for', errorFields(error));
    }
  }
}
