// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import clsx from 'clsx';
import { Circle, CircleCheck, CircleMinus, CircleX, Undo2 } from 'lucide-react';
import { isEnded } from '#contract/operation.ts';
import type { Progress, ShownStep } from '../../../../_operation/fold-events.ts';
import { Spinner } from '../../../../_ui/button.tsx';
import { formatDuration } from '../../../../_ui/format.ts';

const SIZE = 18;
const signs: Record<ShownStep['state'], React.ReactNode> = {
  waiting: <Circle size={SIZE} className="shrink-0 text-line" aria-hidden />,
  running: <Spinner className="size-4.5 text-hop" />,
  done: <CircleCheck size={SIZE} className="shrink-0 text-hop" aria-hidden />,
  failed: <CircleX size={SIZE} className="shrink-0 text-brick" aria-hidden />,
  undoing: <Spinner className="size-4.5 text-amber" />,
  undone: <Undo2 size={SIZE} className="shrink-0 text-amber" aria-hidden />,
  skipped: <CircleMinus size={SIZE} className="shrink-0 text-muted" aria-hidden />,
};

const said: Partial<Record<ShownStep['state'], string>> = {
  waiting: 'not started',
  running: 'under way',
  done: 'done',
  failed: 'failed',
  undoing: 'being undone',
  undone: 'undone',
  skipped: 'not needed',
};

export function StepList({ progress }: { progress: Progress }) {
  // Cancelled before it was taken: there was never a plan.
  if (progress.steps.length === 0 && isEnded(progress.state)) return null;
  const current = progress.steps.find(({ state }) => state === 'running' || state === 'undoing');
  return (
    <>
      <p className="sr-only" aria-live="polite">
        {current ? `${current.state === 'undoing' ? 'Undoing: ' : ''}${current.title}` : ''}
      </p>
      {progress.steps.length === 0 ? (
        <div className="mt-6 flex items-center gap-3.5 rounded-2xl border border-line bg-surface px-5 py-4 text-muted">
          <Spinner className="size-4.5" /> Waiting for the worker to take it
        </div>
      ) : (
        <ol className="mt-6 divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
          {progress.steps.map((step) => (
            <li
              key={step.id}
              aria-current={step === current ? 'step' : undefined}
              className={clsx(
                'flex items-center gap-3.5 px-5 py-3',
                step.state === 'running' && 'bg-hop-soft',
                step.state === 'undoing' && 'bg-amber-soft',
                step.failed && step.state !== 'undoing' && 'bg-brick-soft',
                (step.state === 'waiting' || step.state === 'skipped') && 'text-muted',
              )}
            >
              {step.failed && step.state === 'undone' ? signs.failed : signs[step.state]}
              <span className={clsx('min-w-0', (step.state === 'running' || step.failed) && 'font-semibold')}>
                {step.title}
                {step.found ? <span className="font-normal text-muted">, {step.found}</span> : null}
                <span className="sr-only">
                  {' '}
                  ({step.failed && step.state === 'undone' ? 'failed, undone' : said[step.state]})
                </span>
              </span>
              <span className="ml-auto shrink-0 font-mono text-[13px] text-muted tabular-nums">
                {step.state === 'undone'
                  ? 'undone'
                  : step.durationMs === null
                    ? ''
                    : formatDuration(step.durationMs)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
