// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { CircleAlert, CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PreflightLine } from '#contract/site-api/installations.ts';
import { Spinner } from '../../../../_ui/button.tsx';
import { Skeleton } from '../../../../_ui/skeleton.tsx';

const SIZE = 18;
const signs: Record<PreflightLine['state'], { sign: ReactNode; words: string }> = {
  ok: { sign: <CircleCheck size={SIZE} className="text-hop" aria-hidden />, words: 'good' },
  warning: { sign: <CircleAlert size={SIZE} className="text-amber" aria-hidden />, words: 'look at this' },
  failed: { sign: <CircleX size={SIZE} className="text-brick" aria-hidden />, words: 'in the way' },
  unknown: { sign: <CircleDashed size={SIZE} className="text-muted" aria-hidden />, words: 'unknown' },
};

export function PreflightLines({
  lines,
  looking,
  unnamed,
}: {
  lines: PreflightLine[] | undefined;
  looking: boolean;
  /** There is no complete address yet to look at. */
  unnamed: boolean;
}) {
  if (unnamed)
    return <p className="mt-2 text-[14.5px] text-muted">Give it an address, then it is looked at here.</p>;
  if (lines === undefined) {
    return (
      <div role="status" aria-label="Looking at the server" className="mt-3 space-y-3">
        <Skeleton className="h-5" />
        <Skeleton className="h-5 w-4/5" />
        <Skeleton className="h-5 w-3/5" />
      </div>
    );
  }
  return (
    <ul aria-live="polite" className="mt-2 divide-y divide-line text-[15px]">
      {lines.map((line) => (
        <li key={`${line.id} ${line.text}`} className="flex gap-3 py-2">
          <span className="mt-0.5 shrink-0">
            {looking && (line.id === 'address' || line.id === 'name') ? (
              <Spinner className="size-4.5 text-muted" />
            ) : (
              signs[line.state].sign
            )}
          </span>
          <div className="min-w-0 break-words">
            {line.text}
            <span className="sr-only"> ({signs[line.state].words})</span>
            {line.remedy && line.state !== 'ok' ? (
              <p className="text-[14px] text-muted">{line.remedy}</p>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );
}
