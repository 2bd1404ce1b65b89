// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { backupTimes, verifyTimes } from './schedule.ts';

describe('times of backups', () => {
  it.each([
    ['hour', '03:15', '*-*-* *:15:00 Europe/Paris'],
    ['six-hours', '03:15', '*-*-* 03,09,15,21:15:00 Europe/Paris'],
    ['six-hours', '22:05', '*-*-* 04,10,16,22:05:00 Europe/Paris'],
    ['day', '03:15', '*-*-* 03:15:00 Europe/Paris'],
    ['week', '23:00', 'Sun *-*-* 23:00:00 Europe/Paris'],
  ] as const)('every %s at %s', (every, at, calendar) => {
    expect(backupTimes({ every, at }, 'Europe/Paris').calendar).toBe(calendar);
  });

  it('are the host’s own where the time zone is not known', () => {
    expect(backupTimes({ every: 'day', at: '03:15' }, null).calendar).toBe('*-*-* 03:15:00');
    expect(verifyTimes(null).calendar).toBe('Sat *-*-* 05:00:00');
  });
});
