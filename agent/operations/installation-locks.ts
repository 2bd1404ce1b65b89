// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { installationId, operationId } from '#contract/ids.ts';
import type { JournalFiles } from '../host/journal-files.ts';

/**
 * One operation at a time holds an installation. The same operation may take it again as often as it likes;
 * it lets go when released, or is taken from after it did nothing for a while (its worker is gone).
 * On disk, so that a restarted agent still knows.
 */
const lockFile = z.array(
  z.strictObject({ installation: installationId, operation: operationId, lastUsedMs: z.int() }),
);
type Lock = z.infer<typeof lockFile>[number];

export const IDLE_LOCK_MS = 10 * 60_000;
const NAME = 'locks.json';

export class InstallationLocks {
  readonly #files: JournalFiles;
  readonly #nowMs: () => number;
  readonly #locks = new Map<string, Lock>();

  constructor(files: JournalFiles, nowMs: () => number) {
    this.#files = files;
    this.#nowMs = nowMs;
    const text = files.read(NAME);
    if (text === null) return;
    for (const lock of lockFile.parse(JSON.parse(text))) this.#locks.set(lock.installation, lock);
  }

  /** The operation that holds it when that is another one; null when `operation` has it now. */
  take(
    installation: Lock['installation'],
    operation: Lock['operation'],
    isWorking: (operation: string) => boolean,
  ): string | null {
    const nowMs = this.#nowMs();
    const held = this.#locks.get(installation);
    if (held && held.operation !== operation) {
      const idle = nowMs - held.lastUsedMs > IDLE_LOCK_MS && !isWorking(held.operation);
      if (!idle) return held.operation;
    }
    this.#locks.set(installation, { installation, operation, lastUsedMs: nowMs });
    // The time alone need not be on disk: a lock that looks older than it is costs nobody anything.
    if (held?.operation !== operation || nowMs - held.lastUsedMs > IDLE_LOCK_MS / 10) this.#save();
    return null;
  }

  release(operation: string): void {
    let changed = false;
    for (const [installation, lock] of this.#locks) {
      if (lock.operation !== operation) continue;
      this.#locks.delete(installation);
      changed = true;
    }
    if (changed) this.#save();
  }

  #save(): void {
    this.#files.replace(NAME, JSON.stringify([...this.#locks.values()]));
  }
}
