// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { capitalised, dayAndTime, exactTime, relativeTime, sinceWords } from './format.ts';
import { useNow } from './use-now.ts';

/** "6 hours ago" (or "for 6 hours"), with the exact time in the title. */
export function RelativeTime({
  atMs,
  form = 'ago',
  className,
}: {
  atMs: number;
  form?: 'ago' | 'since';
  className?: string;
}) {
  const nowMs = useNow();
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={nowMs === null ? undefined : exactTime(atMs)}
      className={className}
      suppressHydrationWarning
    >
      {nowMs === null
        ? new Date(atMs).toISOString().slice(0, 10)
        : form === 'since'
          ? sinceWords(atMs, nowMs)
          : relativeTime(atMs, nowMs)}
    </time>
  );
}

/** "Today at 03:15", with the exact time in the title. */
export function DayAndTime({
  atMs,
  lower = false,
  className,
}: {
  atMs: number;
  /** Within a sentence. */
  lower?: boolean;
  className?: string;
}) {
  const nowMs = useNow();
  const words =
    nowMs === null ? new Date(atMs).toISOString().slice(0, 16).replace('T', ' ') : dayAndTime(atMs, nowMs);
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={nowMs === null ? undefined : exactTime(atMs)}
      className={className}
      suppressHydrationWarning
    >
      {lower ? words : capitalised(words)}
    </time>
  );
}
