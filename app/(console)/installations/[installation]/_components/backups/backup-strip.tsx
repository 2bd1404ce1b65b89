// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import clsx from 'clsx';
import type { BackupView } from '#contract/site-api/backups.ts';
import { formatDate, plural } from '../../../../../_ui/format.ts';
import { Panel } from '../../../../../_ui/panel.tsx';
import { Skeleton } from '../../../../../_ui/skeleton.tsx';
import { useNow } from '../../../../../_ui/use-now.ts';
import { type DayOfBackups, daysOfBackups } from './days-of-backups.ts';

const DAYS = 35;

/** Five weeks at a glance: a day is green when a backup of it is elsewhere too, amber when only here. */
export function BackupStrip({ backups }: { backups: BackupView[] }) {
  const nowMs = useNow();
  if (nowMs === null) return <Skeleton className="h-24 rounded-2xl" />;
  const days = daysOfBackups(backups, DAYS, nowMs);
  const kept = days.filter((day) => day.backups > 0).length;
  const elsewhere = days.filter((day) => day.elsewhere).length;
  const first = days[0];
  return (
    <Panel className="px-5 pt-5 pb-4">
      <div
        role="img"
        aria-label={`Of the last ${DAYS} days, ${kept} have a backup, ${elsewhere} one that is elsewhere too.`}
        className="flex gap-[3px]"
      >
        {days.map((day) => (
          <span
            key={day.atMs}
            title={titleOf(day, nowMs)}
            className={clsx(
              'h-7 min-w-0 flex-1 rounded-[4px]',
              day.backups === 0 ? 'bg-line/70' : day.elsewhere ? 'bg-hop' : 'bg-amber',
            )}
          />
        ))}
      </div>
      <div className="mt-1.5 flex justify-between text-[13.5px] text-muted">
        <span>{first ? formatDate(first.atMs, nowMs) : null}</span>
        <span>today</span>
      </div>
      <div className="mt-1 flex flex-wrap gap-x-4 text-[13.5px] text-muted">
        {elsewhere > 0 ? <Key className="bg-hop" words="elsewhere too" /> : null}
        {kept > elsewhere ? <Key className="bg-amber" words="only here" /> : null}
        <Key className="bg-line" words="none kept" />
      </div>
    </Panel>
  );
}

function Key({ className, words }: { className: string; words: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className={clsx('size-2.5 rounded-[3px]', className)} /> {words}
    </span>
  );
}

function titleOf(day: DayOfBackups, nowMs: number): string {
  const date = formatDate(day.atMs, nowMs);
  if (day.backups === 0) return `${date}: none`;
  return `${date}: ${plural(day.backups, 'backup')}, ${day.elsewhere ? 'elsewhere too' : 'only here'}`;
}
