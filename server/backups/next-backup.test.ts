// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { nextBackupAtMs } from './next-backup.ts';

// Thursday.
const NOW = Date.UTC(2026, 10, 26, 12, 0);
const next = (every: 'hour' | 'six-hours' | 'day' | 'week', at: string, timezone: string, nowMs = NOW) =>
  new Date(nextBackupAtMs({ every, at }, timezone, nowMs)).toISOString().slice(0, 16);

it.each([
  ['day', '03:15', 'Etc/UTC', '2026-11-27T03:15'],
  ['day', '13:15', 'Etc/UTC', '2026-11-26T13:15'],
  ['day', '13:15', 'Europe/Paris', '2026-11-26T12:15'],
  // There it is the next day already.
  ['day', '03:15', 'Pacific/Auckland', '2026-11-26T14:15'],
  ['hour', '03:15', 'Etc/UTC', '2026-11-26T12:15'],
  ['hour', '00:00', 'Etc/UTC', '2026-11-26T13:00'],
  ['six-hours', '03:15', 'Etc/UTC', '2026-11-26T15:15'],
  ['week', '03:15', 'Etc/UTC', '2026-11-29T03:15'],
] as const)('every %s at %s in %s: %s', (every, at, timezone, expected) => {
  expect(next(every, at, timezone)).toBe(expected);
});

it('keeps the time on the clock when the clocks change', () => {
  // In Paris the night of 25 October 2026 is an hour longer.
  expect(next('day', '03:15', 'Europe/Paris', Date.UTC(2026, 9, 24, 12))).toBe('2026-10-25T02:15');
  expect(next('day', '03:15', 'Europe/Paris', Date.UTC(2026, 9, 23, 12))).toBe('2026-10-24T01:15');
  // On 29 March 2026 there is no 02:30.
  expect(next('day', '02:30', 'Europe/Paris', Date.UTC(2026, 2, 28, 12))).toBe('2026-03-29T01:30');
});
