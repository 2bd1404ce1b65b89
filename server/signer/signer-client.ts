// SPDX-License-Identifier: AGPL-3.0-or-later
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { DoorInput } from '#contract/runtime-door.ts';
import {
  type RuntimeTicketRequest,
  type SignerAnswer,
  signerAnswer,
  type TicketRequest,
} from './signer-protocol.ts';

export interface SignerClient {
  ticket(request: Omit<TicketRequest, 'want'>): Promise<Result<string, Failure>>;
  /** To renew our program on a host with the one that this site has; with what it permits. */
  runtimeTicket(
    request: Omit<RuntimeTicketRequest, 'want'>,
  ): Promise<Result<{ ticket: string; input: DoorInput<'runtime.replace'> }, Failure>>;
  publicKeyPem(): Promise<Result<string, Failure>>;
}

const ANSWER_TIMEOUT_MS = 10_000;
/** The signer, or the database that it asks, may be starting again: it is waited for before it counts as away. */
const PATIENCE_MS = 120_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Asks the signer over its unix socket; a connection each time (a fraction of a millisecond). */
export function signerClient(socketPath: string, patienceMs = PATIENCE_MS): SignerClient {
  const away = failure(
    'internal',
    'The part of Hop3 that signs permissions does not answer, or its database does not.',
    {
      remedy: 'Start Hop3 again.',
    },
  );
  const ask = async (request: unknown): Promise<Result<SignerAnswer, Failure>> => {
    const giveUpMs = performance.now() + patienceMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const answer = await askOnce(socketPath, request).catch(() => null);
      if (answer !== null && !('later' in answer)) return ok(answer);
      if (performance.now() + pauseMs > giveUpMs) return err(away);
      await sleep(pauseMs);
    }
  };
  return {
    async ticket(request) {
      const answer = await ask({ want: 'ticket', ...request });
      if (!answer.ok) return answer;
      if ('refused' in answer.value) return err(answer.value.refused);
      return 'ticket' in answer.value ? ok(answer.value.ticket) : err(away);
    },
    async runtimeTicket(request) {
      const answer = await ask({ want: 'runtime-ticket', ...request });
      if (!answer.ok) return answer;
      if ('refused' in answer.value) return err(answer.value.refused);
      return 'input' in answer.value ? ok(answer.value) : err(away);
    },
    async publicKeyPem() {
      const answer = await ask({ want: 'public-key' });
      if (!answer.ok) return answer;
      return 'publicKeyPem' in answer.value ? ok(answer.value.publicKeyPem) : err(away);
    },
  };
}

function askOnce(socketPath: string, request: unknown): Promise<SignerAnswer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath);
    let received = '';
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error('the signer took too long')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the signer closed the connection')));
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      received += chunk;
      const end = received.indexOf('\n');
      if (end < 0) return;
      socket.removeAllListeners('close');
      socket.end();
      try {
        resolve(signerAnswer.parse(JSON.parse(received.slice(0, end))));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}
