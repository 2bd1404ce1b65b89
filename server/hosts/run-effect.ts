// SPDX-License-Identifier: AGPL-3.0-or-later
import type { z } from 'zod';
import { type AgentVerb, type agentVerbs, checkOutput, startEffectOutput } from '#contract/agent-api.ts';
import { type EffectEvent, type EffectOutcome, effectProgress } from '#contract/effect.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId, OperationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { type RootdInput, type RootdOutput, type RootdVerb, rootdVerbs } from '#contract/rootd-api.ts';
import { TICKET_LIFETIME_MS } from '#contract/ticket.ts';
import { type AgentClient, connectionFailure } from './agent-client.ts';

export type Verb = RootdVerb | AgentVerb;
export type VerbInput<V extends Verb> = V extends RootdVerb
  ? RootdInput<V>
  : V extends AgentVerb
    ? z.input<(typeof agentVerbs)[V]>
    : never;
export type VerbOutput<V extends Verb> = V extends RootdVerb ? RootdOutput<V> : z.output<typeof checkOutput>;

export interface RunEffect<V extends Verb> {
  readonly client: AgentClient;
  readonly effect: {
    /** Chosen by the step, the same at each repetition: see contract/effect.ts. */
    readonly id: string;
    readonly operation: OperationId;
    readonly installation: InstallationId | null;
    readonly verb: V;
    readonly input: VerbInput<V>;
  };
  readonly secrets?: Readonly<Record<string, string>>;
  /** A fresh ticket for this effect's verb and input; asked for each start of a verb that needs one. */
  readonly issueTicket: () => Promise<Result<string, Failure>>;
  /** Each event once, in order; after a restart of the worker give the last seq that was stored as `afterSeq`. */
  readonly onEvent: (event: EffectEvent) => void | Promise<void>;
  readonly afterSeq?: number;
  /** Cancels the effect on the host and ends with `cancelled`. */
  readonly signal?: AbortSignal;
  /** How long to wait for other work on the installation, such as its nightly backup. Default: not at all. */
  readonly busyPatienceMs?: number;
  /** Called once when it begins to wait for that. */
  readonly onBusy?: () => void;
  /** How long a host may be away before the effect is given up here. Default 10 minutes. */
  readonly unreachableAfterMs?: number;
}

const WAIT_MS = 20_000;
const BUSY_PAUSE_MS = 1_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** A start again after the agent or rootd was killed meanwhile; more than this is not an accident. */
const MOST_STARTS = 6;

export const needsTicket = (verb: Verb): boolean =>
  verb in rootdVerbs && rootdVerbs[verb as RootdVerb].ticket;

/**
 * Has an effect done on a host, whatever happens to the connection meanwhile: starts it, follows it, and attaches
 * again after a loss. The outcome is the one that the host recorded. `host-unreachable` means that it is not known.
 */
export async function runEffect<V extends Verb>(run: RunEffect<V>): Promise<Result<VerbOutput<V>, Failure>> {
  const { effect } = run;
  const unreachableAfterMs = run.unreachableAfterMs ?? 10 * 60_000;
  let seq = run.afterSeq ?? 0;
  let starts = 0;
  let following = false;
  let asked = false;
  let ticketsRefused = 0;
  let startedMs = 0;
  let lastContactMs = Date.now();
  let pauseMs = FIRST_PAUSE_MS;
  let cancelAsked = false;
  let busySinceMs: number | null = null;

  for (;;) {
    if (run.signal?.aborted && !following) {
      if (!asked) return err(failure('cancelled', 'It was cancelled.'));
      // A start was sent and its answer lost: it may run.
      following = true;
    }
    try {
      if (run.signal?.aborted && !cancelAsked) {
        await run.client.effects.cancel.mutate({ id: effect.id });
        cancelAsked = true;
      }
      if (!following) {
        if (starts >= MOST_STARTS) {
          return err(
            failure('internal', 'The program on the server was stopped again and again while it worked.', {
              remedy: 'Look whether the server has enough memory, then try again.',
            }),
          );
        }
        const ticket = needsTicket(effect.verb) ? await run.issueTicket() : null;
        if (ticket && !ticket.ok) return ticket;
        asked = true;
        const started = startEffectOutput.parse(
          await run.client.effects.start.mutate({
            id: effect.id,
            operation: effect.operation,
            installation: effect.installation,
            verb: effect.verb,
            input: effect.input as never,
            ...(ticket ? { ticket: ticket.value } : {}),
            ...(run.secrets ? { secrets: run.secrets } : {}),
          }),
        );
        if (started.state === 'refused') {
          const isBusy = started.failure.code === 'busy' && !run.signal?.aborted;
          if (!isBusy || Date.now() - (busySinceMs ?? Date.now()) >= (run.busyPatienceMs ?? 0))
            return err(started.failure);
          if (busySinceMs === null) run.onBusy?.();
          busySinceMs ??= Date.now();
          lastContactMs = Date.now();
          await pause(BUSY_PAUSE_MS);
          continue;
        }
        starts += 1;
        startedMs = Date.now();
        following = true;
      }
      const progress = effectProgress.parse(
        await run.client.effects.wait.query(
          { id: effect.id, afterSeq: seq, waitMs: WAIT_MS },
          run.signal && !cancelAsked ? { signal: run.signal } : {},
        ),
      );
      lastContactMs = Date.now();
      pauseMs = FIRST_PAUSE_MS;
      for (const event of progress.events) {
        if (event.seq <= seq) continue;
        seq = event.seq;
        await run.onEvent(event);
      }
      if (progress.state === 'unknown') {
        if (cancelAsked) return err(failure('cancelled', 'It was cancelled.'));
        following = false;
      }
      if (!progress.outcome) continue;
      if (progress.outcome.status === 'failed' && progress.outcome.failure.code === 'ticket-refused') {
        // It may have run out on the way, or while it waited behind other work of the host; a second refusal is meant.
        if (Date.now() - startedMs < TICKET_LIFETIME_MS / 2) ticketsRefused += 1;
        following = false;
        if (ticketsRefused < 2) continue;
      }
      return resultOf(effect.verb, progress.outcome);
    } catch (error) {
      const away = connectionFailure(error);
      // The signal ended our own waiting: go round and cancel on the host.
      if (!away && run.signal?.aborted && !cancelAsked) continue;
      if (!away) throw error;
      if (!away.transient) return err(away.failure);
      if (Date.now() - lastContactMs > unreachableAfterMs) return err(away.failure);
      await pause(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
}

function resultOf<V extends Verb>(verb: V, outcome: EffectOutcome): Result<VerbOutput<V>, Failure> {
  if (outcome.status === 'failed') return err(outcome.failure);
  const schema: z.ZodType = verb in rootdVerbs ? rootdVerbs[verb as RootdVerb].output : checkOutput;
  const output = schema.safeParse(outcome.output);
  if (!output.success) {
    return err(
      failure('agent-outdated', `The server's answer to "${verb}" is not understood.`, {
        remedy: 'Connect the server again: that brings its program up to date.',
      }),
    );
  }
  return ok(output.data as VerbOutput<V>);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
