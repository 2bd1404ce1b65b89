// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { type Failure, failureSchema } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';

/** What bootstrap.mjs and door.mjs print, a line each (contract/host-bootstrap.ts). */
const bootstrapLine = z.union([
  z.object({ note: z.string().max(4000) }),
  z.object({ log: z.string().max(4000) }),
  z.object({ done: z.literal(true) }),
  z.object({ failed: failureSchema }),
]);

export interface BootstrapListener {
  readonly onNote: (sentence: string) => void;
  readonly onLog: (line: string) => void;
}

/** Reads their lines; `outcome` is what the last one said, null before that. */
export class BootstrapLines {
  readonly #listener: BootstrapListener;
  outcome: Result<null, Failure> | null = null;

  constructor(listener: BootstrapListener) {
    this.#listener = listener;
  }

  take(text: string): void {
    const line = bootstrapLine.safeParse(jsonOf(text));
    if (!line.success) return;
    if ('note' in line.data) this.#listener.onNote(line.data.note);
    else if ('log' in line.data) this.#listener.onLog(line.data.log);
    else this.outcome = 'failed' in line.data ? err(line.data.failed) : ok(null);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
