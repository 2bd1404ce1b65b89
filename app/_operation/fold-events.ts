// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import type { NumberedEvent, OperationState, PlannedStep } from '#contract/operation.ts';

export interface ShownStep {
  id: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'undoing' | 'undone' | 'skipped';
  title: string;
  found: string | null;
  durationMs: number | null;
  /** It failed, also once it has been undone. */
  failed: boolean;
}

export interface LogLine {
  seq: number;
  atMs: number;
  text: string;
}

/** What the progress page shows: the plan with what the events said of it, in order. */
export interface Progress {
  lastSeq: number;
  state: OperationState;
  failure: Failure | null;
  steps: ShownStep[];
  log: LogLine[];
}

const MOST_LOG_LINES = 2000;

export function startProgress(plan: PlannedStep[], state: OperationState, failure: Failure | null): Progress {
  return { lastSeq: 0, state, failure, steps: plan.map(waiting), log: [] };
}

const waiting = ({ id, title }: PlannedStep): ShownStep => ({
  id,
  state: 'waiting',
  title,
  found: null,
  durationMs: null,
  failed: false,
});

/** The plan may come after the first events (the worker makes it when it takes the operation). */
export function withPlan(progress: Progress, plan: PlannedStep[]): Progress {
  if (plan.every((step) => progress.steps.some(({ id }) => id === step.id))) return progress;
  return {
    ...progress,
    steps: plan.map((step) => progress.steps.find(({ id }) => id === step.id) ?? waiting(step)),
  };
}

/** Takes each event once and in order: what was seen before a reconnection is passed over. */
export function foldEvents(progress: Progress, events: NumberedEvent[]): Progress {
  return events.reduce(foldEvent, progress);
}

function foldEvent(progress: Progress, { seq, atMs, event }: NumberedEvent): Progress {
  if (seq <= progress.lastSeq) return progress;
  const next = { ...progress, lastSeq: seq };
  switch (event.type) {
    case 'state':
      return { ...next, state: event.state, failure: event.failure ?? progress.failure };
    case 'log':
      return {
        ...next,
        log: [...progress.log, { seq, atMs, text: event.text }].slice(-MOST_LOG_LINES),
      };
    case 'step': {
      const known = progress.steps.some(({ id }) => id === event.step);
      const steps = known
        ? progress.steps
        : [...progress.steps, waiting({ id: event.step, title: event.doneTitle ?? event.step })];
      return {
        ...next,
        steps: steps.map((step) =>
          step.id === event.step
            ? {
                ...step,
                state: event.state,
                failed: event.state === 'failed' || (step.failed && event.state !== 'running'),
                title: event.doneTitle ?? step.title,
                found: event.found ?? step.found,
                durationMs: event.durationMs ?? step.durationMs,
              }
            : step,
        ),
      };
    }
  }
}

/** 0 to 1, for the bar: steps that are over, and half of those under way. */
export function shareDone({ steps, state }: Progress): number {
  if (state === 'succeeded') return 1;
  if (steps.length === 0) return 0;
  const worth = steps.map((step) =>
    step.state === 'done' || step.state === 'skipped' ? 1 : step.state === 'running' ? 0.5 : 0,
  );
  return worth.reduce<number>((sum, each) => sum + each, 0) / steps.length;
}
