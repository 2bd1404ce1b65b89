// SPDX-License-Identifier: AGPL-3.0-or-later
import type { z } from 'zod';
import type { StartEffectOutput, startEffectInput } from '#contract/agent-api.ts';
import type { EffectProgress } from '#contract/effect.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId, OperationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { RootdInput, RootdOutput, RootdVerb } from '#contract/rootd-api.ts';

/**
 * What a host does alone, at times of its own timers, through its agent: the agent's lock on an installation and its
 * journal hold for timers as they do for people.
 */
export interface HostPromise<V extends RootdVerb = RootdVerb> {
  /** Null: about the host itself. */
  readonly installation: InstallationId | null;
  readonly verb: V;
  readonly input: RootdInput<V>;
}

type Listed = RootdOutput<'host.installations'>['installations'][number];

/** The agent, as a timer's program sees it. Every call throws AgentAway while there is no agent. */
export interface AgentPort {
  installations(): Promise<Result<readonly Pick<Listed, 'installation' | 'rehearsalOf'>[], Failure>>;
  start(effect: z.input<typeof startEffectInput>): Promise<StartEffectOutput>;
  wait(asked: { id: string; afterSeq: number; waitMs: number }): Promise<EffectProgress>;
  release(operation: OperationId): Promise<unknown>;
}

/** The agent is being replaced, or was killed: systemd starts it again. */
export class AgentAway extends Error {
  override readonly name = 'AgentAway';
}

export interface Surroundings {
  readonly agent: AgentPort;
  readonly newOperation: () => OperationId;
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** For the journal of the timer's unit. */
  readonly say: (line: string) => void;
}

/** People's work goes first: a promise about an installation that is being worked on waits this long for its turn. */
const MOST_WAITING_MS = 2 * 3_600_000;
const BETWEEN_TRIES_MS = 30_000;
const MOST_AWAY_MS = 10 * 60_000;
const POLL_MS = 20_000;
/** Starts again after agent or rootd were killed meanwhile; more than this is no accident. */
const MOST_STARTS = 6;

export interface Kept {
  readonly promise: HostPromise;
  readonly outcome: Result<unknown, Failure>;
}

/**
 * Keeps each promise, those first whose installation is free. One that is busy is asked again every half minute, for
 * two hours at most; then it is broken with `busy`.
 */
export async function keepPromises(
  promises: readonly HostPromise[],
  surroundings: Surroundings,
): Promise<readonly Kept[]> {
  const { nowMs, sleep } = surroundings;
  const untilMs = nowMs() + MOST_WAITING_MS;
  const kept: Kept[] = [];
  let waiting = [...promises];
  for (;;) {
    const busy: HostPromise[] = [];
    for (const promise of waiting) {
      const outcome = await keep(promise, surroundings);
      const isBusy = !outcome.ok && outcome.error.code === 'busy';
      if (isBusy && nowMs() < untilMs) busy.push(promise);
      else kept.push({ promise, outcome });
    }
    if (busy.length === 0) return kept;
    waiting = busy;
    await sleep(BETWEEN_TRIES_MS);
  }
}

/** One promise, as an operation of its own; it attaches again when the agent or rootd went away meanwhile. */
async function keep(promise: HostPromise, surroundings: Surroundings): Promise<Result<unknown, Failure>> {
  const { agent, newOperation } = surroundings;
  const operation = newOperation();
  const id = `timer/${operation}/${promise.verb}`;
  let seq = 0;
  try {
    for (let starts = 1; starts <= MOST_STARTS; starts += 1) {
      const started = await patiently(surroundings, () =>
        agent.start({
          id,
          operation,
          installation: promise.installation,
          verb: promise.verb,
          input: promise.input as never,
        }),
      );
      if (started.state === 'refused') return err(started.failure);
      if (started.state === 'ended') return outcomeOf(started.outcome);
      for (;;) {
        const progress = await patiently(surroundings, () =>
          agent.wait({ id, afterSeq: seq, waitMs: POLL_MS }),
        );
        for (const event of progress.events) {
          seq = Math.max(seq, event.seq);
          surroundings.say(event.text);
        }
        if (progress.outcome) return outcomeOf(progress.outcome);
        if (progress.state === 'unknown') break;
      }
    }
    return err(
      failure('internal', 'Our program on this server was stopped again and again while it worked.'),
    );
  } finally {
    await patiently(surroundings, () => agent.release(operation));
  }
}

/** Waits for an agent that is being started anew. */
async function patiently<T>({ nowMs, sleep }: Surroundings, act: () => Promise<T>): Promise<T> {
  const untilMs = nowMs() + MOST_AWAY_MS;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof AgentAway) || nowMs() > untilMs) throw error;
      await sleep(1000);
    }
  }
}

const outcomeOf = (outcome: NonNullable<EffectProgress['outcome']>): Result<unknown, Failure> =>
  outcome.status === 'done' ? ok(outcome.output) : err(outcome.failure);
