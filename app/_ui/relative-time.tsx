// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { exactTime, relativeTime } from './format.ts';
import { useNow } from './use-now.ts';

/** "6 hours ago", with the exact time in the title. */
export function RelativeTime({ atMs, className }: { atMs: number; className?: string }) {
  const nowMs = useNow();
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={nowMs === null ? undefined : exactTime(atMs)}
      className={className}
      suppressHydrationWarning
    >
      {nowMs === null ? new Date(atMs).toISOString().slice(0, 10) : relativeTime(atMs, nowMs)}
    </time>
  );
}
