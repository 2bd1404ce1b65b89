// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { type BackupSchedule, DEFAULT_SCHEDULE } from '#contract/backup.ts';
import type { InstallationId } from '#contract/ids.ts';

/** Minutes over which the nights of a server's apps are spread, so that they do not all work at once. */
const SPREAD_MINUTES = 90;

/** Every night from a quarter past three on, the same minute for an installation always. */
export function defaultSchedule(installation: InstallationId): BackupSchedule {
  const later = createHash('sha256').update(installation).digest().readUInt16BE(0) % SPREAD_MINUTES;
  const [hours = 0, minutes = 0] = DEFAULT_SCHEDULE.at.split(':').map(Number);
  const at = hours * 60 + minutes + later;
  const two = (number: number) => String(number).padStart(2, '0');
  return { ...DEFAULT_SCHEDULE, at: `${two(Math.floor(at / 60))}:${two(at % 60)}` };
}
