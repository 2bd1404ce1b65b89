// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  type EffectEvent,
  type EffectOutcome,
  effectEvent,
  effectId,
  effectOutcome,
} from '#contract/effect.ts';
import { installationId, operationId, sha256Hex } from '#contract/ids.ts';
import type { JournalFiles } from '../host/journal-files.ts';

/**
 * The host's memory of effects: one file an effect, of JSON lines:
 *
 *   {"start": …}      durable before anything is done
 *   {"event": …}*     as they come; a power cut may lose the last ones
 *   {"outcome": …}    durable before anybody is told
 *
 * A file without an outcome whose effect does not run belongs to an agent that was killed: `interrupted`. The
 * effect may then be started again under the same id; the file gets a second `start` and goes on.
 * Inputs are in it when small, else their digest; secrets never.
 */
export const effectStart = z.strictObject({
  id: effectId,
  operation: operationId,
  installation: installationId.nullable(),
  verb: z.string(),
  inputDigest: sha256Hex,
  /** null when larger than 16 KiB. */
  input: z.json(),
  atMs: z.int(),
});
export type EffectStart = z.infer<typeof effectStart>;

const journalLine = z.union([
  z.strictObject({ start: effectStart }),
  z.strictObject({ event: effectEvent }),
  z.strictObject({ outcome: effectOutcome, atMs: z.int() }),
]);

export interface RecordedEffect {
  readonly start: EffectStart;
  readonly events: readonly EffectEvent[];
  /** null: it runs, or was interrupted. */
  readonly outcome: EffectOutcome | null;
}

export interface OpenEffect {
  event(event: EffectEvent): void;
  end(outcome: EffectOutcome, atMs: number): void;
  /** Leaves it without an outcome, to be started again. */
  abandon(): void;
}

const KEEP_MS = 30 * 24 * 3_600_000;
const KEEP_FILES = 5000;

export class EffectJournal {
  readonly #files: JournalFiles;

  constructor(files: JournalFiles) {
    this.#files = files;
  }

  read(id: string): RecordedEffect | null {
    const text = this.#files.read(fileName(id));
    return text === null ? null : parseJournal(text);
  }

  /** Begins an effect, or begins an interrupted one again. */
  begin(start: EffectStart): OpenEffect {
    const name = fileName(start.id);
    const file = this.read(start.id) === null ? this.#files.create(name) : this.#files.open(name);
    file.append(JSON.stringify({ start }), { durable: true });
    return {
      event: (event) => file.append(JSON.stringify({ event })),
      end: (outcome, atMs) => {
        file.append(JSON.stringify({ outcome, atMs }), { durable: true });
        file.close();
      },
      abandon: () => file.close(),
    };
  }

  /** Forgets what is older than 30 days, and the oldest beyond 5000 files. */
  prune(nowMs: number, isRunning: (name: string) => boolean): void {
    const newestFirst = this.#files
      .list()
      .filter(({ name }) => name.endsWith('.jsonl'))
      .toSorted((a, b) => b.modifiedMs - a.modifiedMs);
    for (const [index, { name, modifiedMs }] of newestFirst.entries()) {
      if ((index >= KEEP_FILES || nowMs - modifiedMs > KEEP_MS) && !isRunning(name)) this.#files.remove(name);
    }
  }
}

export const fileName = (id: string): string =>
  `${createHash('sha256').update(id).digest('hex').slice(0, 40)}.jsonl`;

/** A torn last line (power cut) is left out. null when not even a start can be read. */
export function parseJournal(text: string): RecordedEffect | null {
  let start: EffectStart | null = null;
  let outcome: EffectOutcome | null = null;
  const events: EffectEvent[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      continue;
    }
    const parsed = journalLine.safeParse(json);
    if (!parsed.success) continue;
    if ('start' in parsed.data) {
      start = parsed.data.start;
      outcome = null;
    } else if ('event' in parsed.data) events.push(parsed.data.event);
    else outcome = parsed.data.outcome;
  }
  return start === null ? null : { start, events, outcome };
}
