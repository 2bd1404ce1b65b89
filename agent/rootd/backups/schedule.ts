// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupSchedule } from '#contract/backup.ts';

export interface TimerTimes {
  /** systemd.time(7). */
  readonly calendar: string;
  readonly randomizedDelaySeconds: number;
}

/** When backups are made. `timezone`: one that the host knows; null: the host's own. Pure. */
export function backupTimes({ every, at }: BackupSchedule, timezone: string | null): TimerTimes {
  const [hour = '00', minute = '00'] = at.split(':');
  const zone = timezone === null ? '' : ` ${timezone}`;
  switch (every) {
    case 'hour':
      return { calendar: `*-*-* *:${minute}:00${zone}`, randomizedDelaySeconds: 120 };
    case 'six-hours': {
      const first = Number(hour) % 6;
      const hours = [0, 6, 12, 18].map((more) => String(first + more).padStart(2, '0')).join(',');
      return { calendar: `*-*-* ${hours}:${minute}:00${zone}`, randomizedDelaySeconds: 300 };
    }
    case 'day':
      return { calendar: `*-*-* ${hour}:${minute}:00${zone}`, randomizedDelaySeconds: 600 };
    case 'week':
      return { calendar: `Sun *-*-* ${hour}:${minute}:00${zone}`, randomizedDelaySeconds: 600 };
    default:
      return every satisfies never;
  }
}

/** Once a week, in the hours after a night's backup. */
export function verifyTimes(timezone: string | null): TimerTimes {
  return {
    calendar: `Sat *-*-* 05:00:00${timezone === null ? '' : ` ${timezone}`}`,
    randomizedDelaySeconds: 2 * 3600,
  };
}
