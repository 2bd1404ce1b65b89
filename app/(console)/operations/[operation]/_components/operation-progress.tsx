// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { isEnded } from '#contract/operation.ts';
import { Answer } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { shareDone } from '../../../../_operation/fold-events.ts';
import { hadNothingToDo } from '../../../../_operation/operation-words.ts';
import { useOperation, type WatchedOperation } from '../../../../_operation/use-operation.ts';
import { SkeletonList } from '../../../../_ui/skeleton.tsx';
import { CancelButton } from './cancel-button.tsx';
import { OperationEnd } from './operation-end.tsx';
import { OperationHeading } from './operation-heading.tsx';
import { ServerLog } from './server-log.tsx';
import { StepList } from './step-list.tsx';

export function OperationProgress({ operation }: { operation: string }) {
  const watched = useOperation(operation);
  return (
    <section className="mx-auto max-w-[820px] pt-10">
      <Answer query={watched} loading={<SkeletonList rows={6} label="Loading the progress" />}>
        {(data) => <Shown {...data} />}
      </Answer>
    </section>
  );
}

function Shown({ view, progress, live }: WatchedOperation) {
  const trpc = useTRPC();
  const installation = useQuery(
    trpc.installations.byId.queryOptions(
      { installation: view.installation ?? '' },
      { enabled: view.installation !== null, refetchInterval: isEnded(progress.state) ? false : 10_000 },
    ),
  ).data;
  const ended = isEnded(progress.state);
  const nothingToDo = hadNothingToDo({ state: progress.state, failure: progress.failure ?? view.failure });
  const failed = progress.state === 'failed' || progress.state === 'undoing';
  return (
    <>
      <OperationHeading view={view} state={progress.state} installation={installation} />
      <div
        role="progressbar"
        aria-label="Steps done"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(shareDone(progress) * 100)}
        className="mt-6 h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={`h-full rounded-full transition-[width] duration-500 ${failed ? 'bg-brick' : 'bg-hop'}`}
          style={{ width: `${shareDone(progress) * 100}%` }}
        />
      </div>
      {ended ? <OperationEnd view={view} progress={progress} installation={installation} /> : null}
      {live ? null : (
        <p role="status" className="mt-4 flex items-center gap-2 text-[14.5px] text-amber">
          <WifiOff size={16} aria-hidden /> The connection to the site was lost. It is taken up again; the
          work goes on.
        </p>
      )}
      {/* A step that found nothing to do is no step that failed. */}
      {nothingToDo ? null : <StepList progress={progress} />}
      <ServerLog lines={progress.log} open={progress.state === 'failed' && !nothingToDo} />
      {ended ? null : <CancelButton view={view} state={progress.state} />}
    </>
  );
}
