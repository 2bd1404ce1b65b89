// SPDX-License-Identifier: AGPL-3.0-or-later
import { connect } from 'node:net';
import { z } from 'zod';
import { type Failure, failure, failureSchema } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { type RootdVerb, rootdVerbs } from '#contract/rootd-api.ts';
import type { Listener } from '../host/host.ts';

/** rootd could not be asked, or the connection broke before it answered: what it did is not known. Ask again. */
export class RootdUnavailable extends Error {
  override readonly name = 'RootdUnavailable';
}

export interface RootdCall {
  readonly socketPath: string;
  readonly verb: RootdVerb;
  readonly input: unknown;
  readonly ticket?: string | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  readonly listener: Listener;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One line of rootd's answer; logs.read with a thousand long lines is the largest. */
const LONGEST_LINE = 8 * 1024 * 1024;

const answerLine = z.union([
  z.strictObject({ event: z.strictObject({ kind: z.enum(['log', 'note']), text: z.string() }) }),
  z.strictObject({ done: z.json() }),
  z.strictObject({ failed: failureSchema }),
]);

export const isRootdVerb = (verb: string): verb is RootdVerb => Object.hasOwn(rootdVerbs, verb);

/** Asks rootd for one thing (wire: contract/rootd-api.ts). Throws RootdUnavailable. */
export function callRootd(call: RootdCall): Promise<Result<z.infer<ReturnType<typeof z.json>>, Failure>> {
  const request = JSON.stringify({
    verb: call.verb,
    input: call.input,
    ...(call.ticket === undefined ? {} : { ticket: call.ticket }),
    ...(call.secrets === undefined ? {} : { secrets: call.secrets }),
  });
  return new Promise((resolve, reject) => {
    const socket = connect(call.socketPath);
    socket.setEncoding('utf8');
    let pending = '';
    let settled = false;
    const settle = (act: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', onAbort);
      socket.destroy();
      act();
    };
    const timer = setTimeout(
      () =>
        settle(() =>
          resolve(
            err(
              failure(
                'internal',
                `The server did not finish "${call.verb}" within ${Math.round(call.timeoutMs / 60_000)} minutes.`,
                {
                  remedy: 'Look whether the server is very busy, then try again.',
                },
              ),
            ),
          ),
        ),
      call.timeoutMs,
    );
    const onAbort = () => settle(() => resolve(err(failure('cancelled', 'It was cancelled.'))));
    if (call.signal?.aborted) return onAbort();
    call.signal?.addEventListener('abort', onAbort);

    const onLine = (line: string) => {
      const parsed = answerLine.safeParse(parseJson(line));
      if (!parsed.success) {
        return settle(() =>
          reject(new Error(`rootd answered "${call.verb}" with a line that is not in the contract`)),
        );
      }
      const answer = parsed.data;
      if ('event' in answer) {
        if (answer.event.kind === 'log') call.listener.log(answer.event.text);
        else call.listener.note(answer.event.text);
      } else if ('failed' in answer) settle(() => resolve(err(answer.failed)));
      else {
        const output = rootdVerbs[call.verb].output.safeParse(answer.done);
        if (output.success) settle(() => resolve(ok(answer.done)));
        else
          settle(() =>
            reject(
              new Error(
                `rootd's output of "${call.verb}" is not in the contract: ${z.prettifyError(output.error)}`,
              ),
            ),
          );
      }
    };

    socket.on('connect', () => socket.write(`${request}\n`));
    socket.on('data', (chunk: string) => {
      pending += chunk;
      for (let end = pending.indexOf('\n'); end !== -1 && !settled; end = pending.indexOf('\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 1);
        if (line !== '') onLine(line);
      }
      if (pending.length > LONGEST_LINE) settle(() => reject(new Error('rootd sent a line without an end')));
    });
    socket.on('error', (cause) =>
      settle(() => reject(new RootdUnavailable(`rootd did not answer "${call.verb}"`, { cause }))),
    );
    socket.on('close', () =>
      settle(() => reject(new RootdUnavailable(`rootd hung up before it answered "${call.verb}"`))),
    );
  });
}

/**
 * Asks rootd for what changes nothing, so it may be asked twice: rootd goes when idle, and a connection made in that
 * moment breaks.
 */
export async function readFromRootd(
  call: Omit<RootdCall, 'listener' | 'ticket' | 'secrets'>,
): Promise<Result<z.infer<ReturnType<typeof z.json>>, Failure>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await callRootd({ ...call, listener: { log: () => undefined, note: () => undefined } });
    } catch (error) {
      if (!(error instanceof RootdUnavailable) || attempt === 3) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
    }
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
