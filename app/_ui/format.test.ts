// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import {
  dayAndTime,
  formatBytes,
  formatClock,
  formatDuration,
  plural,
  relativeTime,
  sinceWords,
} from './format.ts';

test('bytes have at most three digits', () => {
  expect(formatBytes(0)).toBe('0 B');
  expect(formatBytes(118_400_000)).toBe('118 MB');
  expect(formatBytes(6_140_000)).toBe('6.1 MB');
  expect(formatBytes(2_900_000_000)).toBe('2.9 GB');
  expect(formatBytes(999_900_000)).toBe('1 GB');
});

test('durations read as people say them', () => {
  expect(formatDuration(400)).toBe('0.4 s');
  expect(formatDuration(41_200)).toBe('41 s');
  expect(formatDuration(72_000)).toBe('1 min 12 s');
  expect(formatDuration(7_500_000)).toBe('2 h 5 min');
  expect(formatClock(9_400)).toBe('0:09');
  expect(formatClock(3_723_000)).toBe('1:02:03');
});

test('dates are in words', () => {
  const now = new Date(2026, 10, 23, 18, 0).getTime();
  expect(relativeTime(now - 10_000, now)).toBe('just now');
  expect(relativeTime(now - 60_000, now)).toBe('1 minute ago');
  expect(relativeTime(now - 6 * 3_600_000, now)).toBe('6 hours ago');
  expect(relativeTime(now - 24 * 3_600_000, now)).toBe('yesterday');
  expect(relativeTime(new Date(2026, 10, 4).getTime(), now)).toBe('4 November');
  expect(relativeTime(new Date(2025, 10, 4).getTime(), now)).toBe('4 November 2025');
  expect(relativeTime(now + 3 * 86_400_000, now)).toBe('in 3 days');
  expect(dayAndTime(now - 3_600_000, now)).toBe('today at 17:00');
  expect(dayAndTime(new Date(2026, 10, 22, 3, 15).getTime(), now)).toBe('yesterday at 03:15');
  expect(dayAndTime(new Date(2026, 10, 20, 3, 15).getTime(), now)).toBe('Friday at 03:15');
  expect(dayAndTime(new Date(2026, 10, 4, 3, 15).getTime(), now)).toBe('4 November at 03:15');
  expect(dayAndTime(new Date(2026, 10, 24, 3, 15).getTime(), now)).toBe('tomorrow at 03:15');
  expect(sinceWords(now - 300_000, now)).toBe('for 5 minutes');
  expect(sinceWords(new Date(2026, 10, 4).getTime(), now)).toBe('since 4 November');
});

test('plurals', () => {
  expect(plural(1, 'question')).toBe('1 question');
  expect(plural(2, 'entry', 'entries')).toBe('2 entries');
});
