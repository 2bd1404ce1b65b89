// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupView } from '#contract/site-api/backups.ts';

export interface DayOfBackups {
  /** Midnight in the browser's zone. */
  atMs: number;
  backups: number;
  /** One of them has a copy elsewhere. */
  elsewhere: boolean;
}

/** The last `days` days, today last. */
export function daysOfBackups(backups: BackupView[], days: number, nowMs: number): DayOfBackups[] {
  return Array.from({ length: days }, (_, index) => {
    const midnight = new Date(nowMs);
    midnight.setHours(0, 0, 0, 0);
    midnight.setDate(midnight.getDate() - (days - 1 - index));
    const next = new Date(midnight);
    next.setDate(next.getDate() + 1);
    const made = backups.filter(({ atMs }) => atMs >= midnight.getTime() && atMs < next.getTime());
    return {
      atMs: midnight.getTime(),
      backups: made.length,
      elsewhere: made.some(({ onlyHere }) => !onlyHere),
    };
  });
}
