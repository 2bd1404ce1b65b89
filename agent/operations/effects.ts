// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { StartEffectOutput, startEffectInput } from '#contract/agent-api.ts';
import { canonicalJson } from '#contract/canonical-json.ts';
import type { EffectEvent, EffectOutcome, EffectProgress } from '#contract/effect.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { Result } from '#contract/result.ts';
import type { Listener } from '../host/host.ts';
import type { EffectJournal, OpenEffect } from '../journal/effect-journal.ts';
import { printable, secretMask } from '../journal/safe-text.ts';
import type { InstallationLocks } from './installation-locks.ts';
import { RootdUnavailable } from './rootd-client.ts';

/**
 * An effect, as this agent sees it:
 *
 *   unknown ─start→ running ─→ ended        (recorded; a later start or wait gets the same outcome)
 *                      ↘ interrupted = unknown again, keeping its events: the agent was killed or rootd hung up.
 *                        Whoever wants it starts it again with a fresh ticket.
 *
 * An outcome that says that nothing was begun (ticket-refused, busy) is told, but the effect may be started again.
 */
export type StartEffect = z.output<typeof startEffectInput>;

export interface VerbRun {
  readonly verb: string;
  readonly input: unknown;
  readonly ticket: string | undefined;
  readonly secrets: Readonly<Record<string, string>>;
  readonly listener: Listener;
  readonly signal: AbortSignal;
}

export interface VerbRunner {
  /** Why it is not a verb with such an input, or null. */
  refusal(verb: string, input: unknown): Failure | null;
  run(run: VerbRun): Promise<Result<unknown, Failure>>;
}

export interface EffectsPorts {
  readonly journal: EffectJournal;
  readonly locks: InstallationLocks;
  readonly verbs: VerbRunner;
  readonly nowMs: () => number;
  /** Bugs of ours, for the agent's own log. */
  readonly report: (error: unknown) => void;
}

/** Lines and characters of a program's output that are kept for one effect; our own sentences always are. */
const MOST_LOG_EVENTS = 4000;
const MOST_LOG_CHARACTERS = 1_000_000;
const MOST_NOTES = 500;
const MOST_RUNNING = 16;
/** Events in one answer to wait. */
const MOST_AT_ONCE = 500;
const LARGEST_INPUT_KEPT = 16 * 1024;

interface RunningEffect {
  readonly start: StartEffect;
  readonly events: EffectEvent[];
  readonly abort: AbortController;
  readonly waiters: Set<() => void>;
}

export class Effects {
  readonly #ports: EffectsPorts;
  readonly #running = new Map<string, RunningEffect>();

  constructor(ports: EffectsPorts) {
    this.#ports = ports;
  }

  /** Journal files in use. */
  runningNames(nameOf: (id: string) => string): ReadonlySet<string> {
    return new Set([...this.#running.keys()].map(nameOf));
  }

  start(effect: StartEffect): StartEffectOutput {
    const { journal, locks, verbs } = this.#ports;
    const inputDigest = digestOf(effect.input);
    const running = this.#running.get(effect.id);
    const recorded = running ? null : journal.read(effect.id);
    const known = running
      ? { verb: running.start.verb, inputDigest: digestOf(running.start.input) }
      : recorded?.start;
    if (known && (known.verb !== effect.verb || known.inputDigest !== inputDigest)) {
      return refused(
        failure('input-refused', `The effect ${effect.id} is already known with another input.`),
      );
    }
    if (running) return { state: 'running', attached: true };
    if (recorded?.outcome && !nothingWasBegun(recorded.outcome)) {
      return { state: 'ended', outcome: recorded.outcome };
    }

    const refusal = verbs.refusal(effect.verb, effect.input);
    if (refusal) return refused(refusal);
    if (this.#running.size >= MOST_RUNNING) {
      return refused(failure('busy', 'The server is already doing as much at once as it may.'));
    }
    if (effect.installation !== null) {
      const holder = locks.take(effect.installation, effect.operation, (operation) =>
        [...this.#running.values()].some((other) => other.start.operation === operation),
      );
      if (holder !== null) {
        return refused(
          failure('busy', 'Other work on this installation has not ended yet.', {
            remedy: 'Wait until it has ended, then try again.',
            detail: `operation ${holder}`,
          }),
        );
      }
    }
    this.#run(effect, inputDigest, [...(recorded?.events ?? [])]);
    return { state: 'running', attached: false };
  }

  /** Answers when there is something new after `afterSeq`, when it ended, or after `waitMs`. */
  async wait(
    { id, afterSeq, waitMs }: { id: string; afterSeq: number; waitMs: number },
    signal?: AbortSignal,
  ): Promise<EffectProgress> {
    const running = this.#running.get(id);
    if (running) {
      if (lastSeq(running.events) <= afterSeq) await waitFor(running, waitMs, signal);
      if (this.#running.has(id)) {
        return { state: 'running', events: after(running.events, afterSeq), outcome: null };
      }
    }
    const recorded = this.#ports.journal.read(id);
    if (!recorded) return { state: 'unknown', events: [], outcome: null };
    const events = after(recorded.events, afterSeq);
    if (!recorded.outcome)
      return { state: this.#running.has(id) ? 'running' : 'unknown', events, outcome: null };
    // The outcome comes with the last events, not before them.
    const last = events.at(-1)?.seq ?? afterSeq;
    if (last < lastSeq(recorded.events)) return { state: 'running', events, outcome: null };
    return { state: 'ended', events, outcome: recorded.outcome };
  }

  /** Stops waiting for a running effect; it ends with `cancelled`. What rootd has begun it finishes or drops by itself. */
  cancel(id: string): void {
    this.#running.get(id)?.abort.abort();
  }

  release(operation: string): void {
    this.#ports.locks.release(operation);
  }

  #run(effect: StartEffect, inputDigest: string, earlier: EffectEvent[]): void {
    const { journal, nowMs, report } = this.#ports;
    const inputText = JSON.stringify(effect.input);
    const open = journal.begin({
      id: effect.id,
      operation: effect.operation,
      installation: effect.installation,
      verb: effect.verb,
      inputDigest,
      input: inputText.length > LARGEST_INPUT_KEPT ? null : effect.input,
      atMs: nowMs(),
    });
    const running: RunningEffect = {
      start: effect,
      events: earlier,
      abort: new AbortController(),
      waiters: new Set(),
    };
    this.#running.set(effect.id, running);
    const listener = listenerOf(running, open, { secrets: effect.secrets ?? {}, nowMs });
    const finish = (outcome: EffectOutcome | 'interrupted') => {
      if (outcome === 'interrupted') open.abandon();
      else open.end(outcome, nowMs());
      this.#running.delete(effect.id);
      for (const wake of running.waiters) wake();
    };
    this.#ports.verbs
      .run({
        verb: effect.verb,
        input: effect.input,
        ticket: effect.ticket,
        secrets: effect.secrets ?? {},
        listener,
        signal: running.abort.signal,
      })
      .then(
        (result) => finish(outcomeOf(result, effect.secrets ?? {})),
        (error: unknown) => {
          if (error instanceof RootdUnavailable) return finish('interrupted');
          report(error);
          finish({
            status: 'failed',
            failure: failure('internal', `Our own program on the server failed at "${effect.verb}".`, {
              remedy: 'Try again. If it stays, report it: this is a mistake of ours.',
              detail: printable(error instanceof Error ? error.message : String(error)),
            }),
          });
        },
      )
      // Writing the journal failed: nothing can be promised any more, so the process ends and systemd starts it anew.
      .catch((error: unknown) => {
        report(error);
        process.exitCode = 1;
        process.kill(process.pid, 'SIGTERM');
      });
  }
}

function outcomeOf(
  result: Result<unknown, Failure>,
  secrets: Readonly<Record<string, string>>,
): EffectOutcome {
  // Outputs come from a schema of JSON values: see VerbRunner.
  if (result.ok) return { status: 'done', output: result.value as z.output<ReturnType<typeof z.json>> };
  return { status: 'failed', failure: maskedFailure(result.error, secrets) };
}

const nothingWasBegun = (outcome: EffectOutcome): boolean =>
  outcome.status === 'failed' && ['ticket-refused', 'busy'].includes(outcome.failure.code);

function maskedFailure(error: Failure, secrets: Readonly<Record<string, string>>): Failure {
  const mask = secretMask(secrets);
  const clean = (text: string | null, limit: number) => (text === null ? null : printable(mask(text), limit));
  return {
    code: error.code,
    message: printable(mask(error.message), 1000),
    remedy: clean(error.remedy, 1000),
    detail: clean(error.detail, 20_000),
  };
}

function listenerOf(
  running: RunningEffect,
  journal: OpenEffect,
  { secrets, nowMs }: { secrets: Readonly<Record<string, string>>; nowMs: () => number },
): Listener {
  const mask = secretMask(secrets);
  let logs = running.events.filter((event) => event.kind === 'log').length;
  let notes = running.events.length - logs;
  let characters = 0;
  const add = (kind: 'log' | 'note', text: string) => {
    const event: EffectEvent = { seq: lastSeq(running.events) + 1, atMs: nowMs(), kind, text };
    running.events.push(event);
    journal.event(event);
    for (const wake of running.waiters) wake();
  };
  return {
    log: (line) => {
      const text = printable(mask(line));
      if (logs > MOST_LOG_EVENTS || characters > MOST_LOG_CHARACTERS) return;
      logs += 1;
      characters += text.length;
      const isLast = logs > MOST_LOG_EVENTS || characters > MOST_LOG_CHARACTERS;
      add('log', isLast ? '(further lines are not kept)' : text);
    },
    note: (sentence) => {
      if (notes >= MOST_NOTES) return;
      notes += 1;
      add('note', printable(mask(sentence)));
    },
  };
}

function waitFor(running: RunningEffect, waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      running.waiters.delete(wake);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, waitMs);
    running.waiters.add(wake);
    signal?.addEventListener('abort', wake);
    if (signal?.aborted) wake();
  });
}

const refused = (why: Failure): StartEffectOutput => ({ state: 'refused', failure: why });
const digestOf = (input: unknown): string => createHash('sha256').update(canonicalJson(input)).digest('hex');
const lastSeq = (events: readonly EffectEvent[]): number => events.at(-1)?.seq ?? 0;
const after = (events: readonly EffectEvent[], seq: number): EffectEvent[] =>
  events.filter((event) => event.seq > seq).slice(0, MOST_AT_ONCE);
