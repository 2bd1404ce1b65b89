// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { heldWords, retentionWords, scheduleWords } from './backup-words.ts';

it.each([
  [{ every: 'hour', at: '03:15' }, 'Every hour, 15 minutes past'],
  [{ every: 'hour', at: '03:00' }, 'Every hour, on the hour'],
  [{ every: 'six-hours', at: '14:05' }, 'Four times a day: 02:05, 08:05, 14:05 and 20:05'],
  [{ every: 'day', at: '03:15' }, 'Every day at 03:15'],
  [{ every: 'week', at: '03:15' }, 'Every Sunday at 03:15'],
] as const)('says when: %j', (schedule, words) => {
  expect(scheduleWords(schedule)).toBe(words);
});

it('says how long', () => {
  expect(retentionWords({ daily: 7, weekly: 4, monthly: 6 })).toBe('7 days, 4 weeks and 6 months');
  expect(retentionWords({ daily: 1, weekly: 0, monthly: 0 })).toBe('1 day');
  expect(heldWords(0)).toBe('visitors noticed nothing');
  expect(heldWords(2300)).toBe('visitors waited 2 s');
});
