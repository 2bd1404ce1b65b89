// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Server } from 'lucide-react';
import { isEnded, type OperationState } from '#contract/operation.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import { AppIcon } from '../../../../_console/app-icon.tsx';
import { useDocumentTitle } from '../../../../_console/use-document-title.ts';
import { operationTitle } from '../../../../_operation/operation-words.ts';
import { formatClock, formatDuration } from '../../../../_ui/format.ts';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';
import { useNow } from '../../../../_ui/use-now.ts';

export function OperationHeading({
  view,
  state,
  installation,
}: {
  view: OperationView;
  state: OperationState;
  installation: InstallationView | undefined;
}) {
  const title = operationTitle(view, state, view.subject);
  useDocumentTitle(title);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      {installation ? (
        <AppIcon app={installation.app} title={installation.appTitle} size={56} />
      ) : (
        <span className="grid size-14 shrink-0 place-items-center rounded-xl bg-sunken text-muted">
          <Server size={26} aria-hidden />
        </span>
      )}
      <div className="min-w-0 flex-1 basis-52">
        <h1 className="font-bold text-[25px] sm:text-[29px]">{title}</h1>
        <p className="text-muted">
          {installation ? (
            <>
              on {installation.hostName} as <span className="break-all text-ink">{installation.domain}</span>
            </>
          ) : state === 'queued' ? (
            'Waiting for its turn'
          ) : view.endedAtMs === null ? (
            'You can watch each step below'
          ) : (
            <>
              Ended <RelativeTime atMs={view.endedAtMs} />
            </>
          )}
        </p>
      </div>
      <Elapsed view={view} ended={isEnded(state)} />
    </div>
  );
}

function Elapsed({ view, ended }: { view: OperationView; ended: boolean }) {
  const nowMs = useNow();
  if (view.startedAtMs === null) return null;
  const until = view.endedAtMs ?? (ended ? null : nowMs);
  return (
    <div className="shrink-0 text-right max-sm:flex max-sm:w-full max-sm:items-baseline max-sm:justify-between">
      <div className="font-mono text-[22px] tabular-nums" role="timer" aria-live="off">
        {until === null ? '' : formatClock(until - view.startedAtMs)}
      </div>
      <div className="text-[13.5px] text-muted">
        {view.usualDurationMs === null
          ? 'usual time unknown'
          : `usually ${formatDuration(view.usualDurationMs)}`}
      </div>
    </div>
  );
}
