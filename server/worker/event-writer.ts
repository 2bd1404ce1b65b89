// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OperationEvent } from '#contract/operation.ts';
import { cleanLine } from '#server/deploy/clean-text.ts';

const FLUSH_EVERY_MS = 250;
/** Log lines of one attempt at one step; more than this nobody reads, and rows are not free. */
const MOST_LINES = 2_000;
const LONGEST_LINE = 2_000;

/**
 * Collects a step's log lines and writes them in batches. Lines come faster than rows can be written one by one
 * (dpkg prints hundreds a second).
 */
export class EventWriter {
  readonly #step: string;
  readonly #write: (events: readonly OperationEvent[]) => Promise<void>;
  #waiting: OperationEvent[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #lines = 0;
  #problem: unknown = null;

  constructor(step: string, write: (events: readonly OperationEvent[]) => Promise<void>) {
    this.#step = step;
    this.#write = write;
  }

  log(text: string): void {
    this.#lines += 1;
    if (this.#lines > MOST_LINES + 1) return;
    const line = this.#lines > MOST_LINES ? '… further lines are left out' : cleanLine(text, LONGEST_LINE);
    if (line === '') return;
    this.#waiting.push({ type: 'log', step: this.#step, text: line });
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_EVERY_MS);
  }

  /** Writes what is left. Throws what went wrong in writing, also earlier. */
  async end(): Promise<void> {
    this.#flush();
    await this.#writing;
    if (this.#problem !== null) throw this.#problem;
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const events = this.#waiting;
    if (events.length === 0) return;
    this.#waiting = [];
    this.#writing = this.#writing
      .then(() => this.#write(events))
      .catch((problem) => {
        this.#problem ??= problem;
      });
  }
}
