// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupSchedule } from '#contract/backup.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * When the host's timer is due next. `at` is a time of `timezone`; every six hours counts from it, every week means
 * Sundays. The timer adds a few minutes of its own, so that apps of one host do not all begin at once.
 */
export function nextBackupAtMs(schedule: BackupSchedule, timezone: string, nowMs: number): number {
  const [hour, minute] = schedule.at.split(':').map(Number) as [number, number];
  // From yesterday on, since the day there may be another one than here.
  for (let day = -1; day <= 8; day += 1) {
    const date = localDate(nowMs + day * DAY_MS, timezone);
    if (schedule.every === 'week' && date.weekday !== 0) continue;
    for (const each of hoursOf(schedule.every, hour)) {
      const atMs = instantOf({ ...date, hour: each, minute }, timezone);
      if (atMs > nowMs) return atMs;
    }
  }
  throw new Error('a schedule without a next time');
}

function hoursOf(every: BackupSchedule['every'], hour: number): number[] {
  switch (every) {
    case 'hour':
      return Array.from({ length: 24 }, (_, each) => each);
    case 'six-hours':
      return [0, 1, 2, 3].map((quarter) => (hour % 6) + 6 * quarter);
    case 'day':
    case 'week':
      return [hour];
  }
}

interface LocalDate {
  year: number;
  month: number;
  day: number;
  weekday: number;
}

function localDate(ms: number, timezone: string): LocalDate {
  const shifted = new Date(ms + offsetMs(ms, timezone));
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth(),
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
  };
}

/** The moment when clocks there show that time; in the hour that spring leaves out, an hour later. */
function instantOf(local: LocalDate & { hour: number; minute: number }, timezone: string): number {
  const asUtc = Date.UTC(local.year, local.month, local.day, local.hour, local.minute);
  const guess = asUtc - offsetMs(asUtc, timezone);
  return asUtc - offsetMs(guess, timezone);
}

function offsetMs(ms: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(ms / 1000) * 1000;
}
