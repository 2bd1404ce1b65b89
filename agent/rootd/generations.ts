// SPDX-License-Identifier: AGPL-3.0-or-later
import type { GenerationRecord, InstallationRecord } from './installation-record.ts';

/**
 * Generations of an installation's data, in its record (where each is: state-layout.ts). Pure. A restore makes a new
 * one beside the live one; the record points at the live one; what was live is kept for a while.
 */
const DAY_MS = 24 * 3600_000;

/** The number of the attempt's generation: its own when it has one, else the next free one. */
export function generationFor(record: InstallationRecord, restore: string): number {
  const own = record.generations.find((one) => one.restore === restore);
  if (own) return own.generation;
  return Math.max(record.generation, ...record.generations.map((one) => one.generation)) + 1;
}

export function withGeneration(record: InstallationRecord, entry: GenerationRecord): InstallationRecord {
  return {
    ...record,
    generations: [...record.generations.filter((one) => one.generation !== entry.generation), entry],
  };
}

/** The generation that an attempt at a restore made; null when there is none. */
export function generationOf(record: InstallationRecord, restore: string): number | null {
  if (record.restoredBy === restore) return record.generation;
  return record.generations.find((one) => one.restore === restore)?.generation ?? null;
}

export function withoutGeneration(record: InstallationRecord, generation: number): InstallationRecord {
  return { ...record, generations: record.generations.filter((one) => one.generation !== generation) };
}

/** The record with that generation live. Null when it is not there or not whole; the same record when it is live. */
export function withLive(
  record: InstallationRecord,
  generation: number,
  kept: { readonly nowMs: number; readonly keepDays: number },
): InstallationRecord | null {
  if (record.generation === generation) return record;
  const target = record.generations.find((one) => one.generation === generation);
  if (!target?.complete) return null;
  const before: GenerationRecord = {
    generation: record.generation,
    restore: record.restoredBy,
    madeAtMs: kept.nowMs,
    complete: true,
    untilMs: kept.nowMs + kept.keepDays * DAY_MS,
    hooksDone: record.hooksDone,
  };
  return withGeneration(
    {
      ...withoutGeneration(record, generation),
      generation,
      restoredBy: target.restore,
      hooksDone: target.hooksDone,
    },
    before,
  );
}

/** The generation that was live before: the one kept last. The live one itself when it is the only one. */
export function previousGeneration(record: InstallationRecord): number {
  const kept = record.generations.filter((one) => one.untilMs !== null);
  return kept.at(-1)?.generation ?? record.generation;
}

/** Those whose days are over, and attempts at a restore that nobody went on with for a day. */
export function generationsToDelete(record: InstallationRecord, nowMs: number): number[] {
  return record.generations
    .filter((one) => (one.untilMs === null ? nowMs - one.madeAtMs > DAY_MS : one.untilMs <= nowMs))
    .map((one) => one.generation);
}
