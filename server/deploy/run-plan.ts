// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { cleanText } from './clean-text.ts';
import type { Step, StepContext, StepDone } from './step.ts';

/**
 * Runs the steps of an operation, each as a durable step:
 *
 *   running ── all done ─────────────► succeeded
 *      │ a step fails, or cancel
 *      ▼
 *   undoing ── every begun step undone, newest first ──► failed | cancelled
 *      └────── an undo failed again and again ─────────► failed, leftBehind
 *
 * An irreversible step is tried again instead of undone; when that does not help either, what is left stays for another
 * attempt (failed, leftBehind).
 *
 * The worker may die at any point: `durable` gives the recorded outcome of what had ended and runs the rest again.
 */
export type Ending =
  | { readonly state: 'succeeded' }
  | { readonly state: 'cancelled'; readonly leftBehind: boolean; readonly failure: Failure | null }
  | { readonly state: 'failed'; readonly leftBehind: boolean; readonly failure: Failure };

/** Remembers outcomes by name over the death of the process: DBOS in the worker, a map in tests. JSON in, JSON out. */
export type Durable = <T>(name: string, run: () => Promise<T>) => Promise<T>;

/** Where the course of the operation is written for people to see. Each call may come twice. */
export interface Journal {
  running(): Promise<void>;
  undoing(failure: Failure | null): Promise<void>;
  ended(ending: Ending): Promise<void>;
  step(event: {
    step: string;
    state: 'running' | 'done' | 'failed' | 'undoing' | 'undone' | 'skipped';
    found: string | null;
    doneTitle: string | null;
    durationMs: number | null;
  }): Promise<void>;
  cancelRequested(): Promise<boolean>;
}

export interface PlanRun {
  readonly steps: readonly Step[];
  readonly durable: Durable;
  readonly journal: Journal;
  /** A context for one attempt at one phase of a step; `end` is called when the attempt is over. */
  readonly open: (
    step: Step,
    phase: 'do' | 'undo',
    attempt: number,
  ) => { readonly context: StepContext; end(): Promise<void> };
  /** What a failure is followed by once all of it was undone: "Nothing was lost." */
  readonly afterUndo?: (begun: readonly string[]) => string | null;
  readonly nowMs: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Waits between attempts at undoing (and at irreversible steps). */
export const RETRY_WAITS_MS = [1_000, 5_000, 20_000] as const;

type DoOutcome =
  | { readonly status: 'done' }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly failure: Failure };

export async function runPlan(run: PlanRun): Promise<Ending> {
  const { steps, durable, journal } = run;
  await durable('begin', async () => {
    await journal.running();
    return null;
  });

  const begun: Step[] = [];
  for (const step of steps) {
    const onlyForward = begun.some((one) => one.irreversible);
    // A durable step of its own: one that was begun must be undone, even when the worker died in it and a cancel came since.
    const began = await durable(`begin/${step.id}`, async () => {
      if (!onlyForward && (await journal.cancelRequested())) return false;
      await journal.step({ step: step.id, state: 'running', found: null, doneTitle: null, durationMs: null });
      return true;
    });
    if (!began) return unwind(run, begun, null);
    begun.push(step);
    const outcome = await durable(`do/${step.id}`, () => doStep(run, step));
    if (outcome.status === 'done') continue;
    const reason = outcome.status === 'failed' ? outcome.failure : null;
    if (begun.some((one) => one.irreversible)) {
      return end(run, {
        state: 'failed',
        leftBehind: true,
        failure: reason ?? failure('internal', 'The work stopped half-way.'),
      });
    }
    return unwind(run, begun, reason);
  }
  return end(run, { state: 'succeeded' });
}

async function doStep(run: PlanRun, step: Step): Promise<DoOutcome> {
  const { journal } = run;
  const startedMs = run.nowMs();
  const result = step.irreversible
    ? await persistently(run, (attempt) => attemptDo(run, step, attempt))
    : await attemptDo(run, step, 0);
  const durationMs = run.nowMs() - startedMs;
  if (result.ok) {
    await journal.step({ step: step.id, state: 'done', ...result.value, durationMs });
    return { status: 'done' };
  }
  await journal.step({ step: step.id, state: 'failed', found: null, doneTitle: null, durationMs });
  if (result.error.code === 'cancelled') return { status: 'cancelled' };
  return { status: 'failed', failure: result.error };
}

async function attemptDo(run: PlanRun, step: Step, attempt: number): Promise<Result<StepDone, Failure>> {
  const { context, end: close } = run.open(step, 'do', attempt);
  try {
    const result = await step.do(context);
    // Whatever an interrupted step says about itself, the reason is that it was interrupted.
    if (!result.ok && context.signal.aborted) return err(failure('cancelled', 'It was cancelled.'));
    return result;
  } catch (error) {
    if (context.signal.aborted) return err(failure('cancelled', 'It was cancelled.'));
    return err(brokenStep(step, error));
  } finally {
    await close();
  }
}

async function unwind(run: PlanRun, begun: readonly Step[], reason: Failure | null): Promise<Ending> {
  const { durable, journal } = run;
  await durable('undo', async () => {
    await journal.undoing(reason);
    return null;
  });
  let undoFailure: Failure | null = null;
  for (const step of begun.toReversed()) {
    const undone = await durable(`undo/${step.id}`, () => undoStep(run, step, undoFailure));
    if (undone !== null) undoFailure ??= undone;
  }
  const leftBehind = undoFailure !== null;
  if (reason === null) return end(run, { state: 'cancelled', leftBehind, failure: undoFailure });
  const back = leftBehind ? null : (run.afterUndo?.(begun.map((step) => step.id)) ?? null);
  return end(run, { state: 'failed', leftBehind, failure: saying(withLeftovers(reason, undoFailure), back) });
}

/** null when undone; else why not. */
async function undoStep(run: PlanRun, step: Step, earlier: Failure | null): Promise<Failure | null> {
  const { journal } = run;
  const startedMs = run.nowMs();
  await journal.step({ step: step.id, state: 'undoing', found: null, doneTitle: null, durationMs: null });
  const attempt = async (number: number): Promise<Result<void, Failure>> => {
    const { context, end: close } = run.open(step, 'undo', number);
    try {
      return await step.undo(context);
    } catch (error) {
      return err(brokenStep(step, error));
    } finally {
      await close();
    }
  };
  // A host that was away for the whole patience of one step gets one try a step from then on.
  const result = earlier?.code === 'host-unreachable' ? await attempt(0) : await persistently(run, attempt);
  const state = result.ok ? 'undone' : 'failed';
  await journal.step({
    step: step.id,
    state,
    found: null,
    doneTitle: null,
    durationMs: run.nowMs() - startedMs,
  });
  return result.ok ? null : result.error;
}

async function persistently<T>(
  run: PlanRun,
  attempt: (number: number) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  let result = await attempt(0);
  for (const [index, waitMs] of RETRY_WAITS_MS.entries()) {
    if (result.ok) return result;
    await run.sleep(waitMs);
    result = await attempt(index + 1);
  }
  return result;
}

async function end(run: PlanRun, ending: Ending): Promise<Ending> {
  await run.durable('end', async () => {
    await run.journal.ended(ending);
    return null;
  });
  return ending;
}

function saying(reason: Failure, sentence: string | null): Failure {
  if (sentence === null) return reason;
  const message = reason.message.slice(0, 999 - sentence.length);
  return { ...reason, message: `${message} ${sentence}` };
}

function withLeftovers(reason: Failure, undoFailure: Failure | null): Failure {
  if (undoFailure === null) return reason;
  return {
    ...reason,
    detail: [reason.detail, `Undoing it did not work either: ${undoFailure.message}`, undoFailure.detail]
      .filter((text) => text !== null)
      .join('\n')
      .slice(0, 20_000),
  };
}

function brokenStep(step: Step, error: unknown): Failure {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return failure('internal', `Something in Hop3 itself broke at the step "${step.id}".`, {
    remedy: 'Try again. If it happens again, please report it with the details below.',
    detail: cleanText(text, 4000),
  });
}

export const undone: Result<void, never> = ok(undefined);
