// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupReason, BackupRetention, BackupSchedule } from '#contract/backup.ts';
import type { BackupTargetView } from '#contract/site-api/backups.ts';
import { formatDuration, plural } from '../_ui/format.ts';

export const backupReasons: Record<BackupReason, string> = {
  first: 'After the install',
  scheduled: 'Planned',
  manual: 'Asked for',
  'before-update': 'Before an update',
  'before-restore': 'Before a restore',
  'before-uninstall': 'Before the uninstall',
};

const two = (value: number): string => String(value).padStart(2, '0');

/** "Every day at 03:15". */
export function scheduleWords({ every, at }: BackupSchedule): string {
  const [hour, minute] = at.split(':').map(Number) as [number, number];
  switch (every) {
    case 'hour':
      return minute === 0 ? 'Every hour, on the hour' : `Every hour, ${plural(minute, 'minute')} past`;
    case 'six-hours': {
      const hours = [0, 1, 2, 3].map((quarter) => `${two((hour % 6) + 6 * quarter)}:${two(minute)}`);
      return `Four times a day: ${hours.slice(0, 3).join(', ')} and ${hours[3] ?? ''}`;
    }
    case 'day':
      return `Every day at ${at}`;
    case 'week':
      return `Every Sunday at ${at}`;
  }
}

/** "7 days, 4 weeks and 6 months". */
export function retentionWords({ daily, weekly, monthly }: BackupRetention): string {
  const parts = [
    plural(daily, 'day'),
    ...(weekly > 0 ? [plural(weekly, 'week')] : []),
    ...(monthly > 0 ? [plural(monthly, 'month')] : []),
  ];
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

/** "18,211 files". */
export const filesWords = (files: number): string =>
  files === 1 ? '1 file' : `${new Intl.NumberFormat('en-GB').format(files)} files`;

/** What became of visitors meanwhile. */
export const heldWords = (heldMs: number): string =>
  heldMs === 0 ? 'visitors noticed nothing' : `visitors waited ${formatDuration(heldMs)}`;

type PlaceKind = BackupTargetView['kind'];

export const placeKinds: Record<PlaceKind, string> = {
  local: 'Its own disk',
  sftp: 'SFTP server',
  store: 'Server of yours',
};

/** After a name. */
export const placeKindsWithin: Record<PlaceKind, string> = {
  local: 'its own disk',
  sftp: 'SFTP server',
  store: 'a server of yours',
};

/** What somebody who got hold of a server could do to its backups at a place. */
export function placeSafety(kind: PlaceKind): { safe: boolean; text: string } {
  switch (kind) {
    case 'local':
      return { safe: false, text: 'Quick to restore from, and lost with the server.' };
    case 'sftp':
      return { safe: false, text: 'A stolen key of your server could delete backups there.' };
    case 'store':
      return { safe: true, text: 'Your servers can only add backups there, not delete them.' };
  }
}
