// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import type { BackupView } from '#contract/site-api/backups.ts';
import { daysOfBackups } from './days-of-backups.ts';

const at = (day: number, hour: number, onlyHere: boolean) =>
  ({ atMs: new Date(2026, 10, day, hour).getTime(), onlyHere }) as BackupView;

it('puts each backup on its day', () => {
  const now = new Date(2026, 10, 26, 18).getTime();
  const days = daysOfBackups([at(26, 3, true), at(25, 23, true), at(25, 3, false), at(20, 3, false)], 4, now);
  expect(days.map(({ backups, elsewhere }) => [backups, elsewhere])).toEqual([
    [0, false],
    [0, false],
    [2, true],
    [1, false],
  ]);
  expect(new Date(days[0]?.atMs ?? 0).getDate()).toBe(23);
});
