// SPDX-License-Identifier: AGPL-3.0-or-later
import { createServer, type Server, type Socket } from 'node:net';
import type { Listener } from '#agent/host/host.ts';
import { printableLine } from '#agent/host/line-splitter.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { Result } from '#contract/result.ts';

/** A request with a package and its files; base64 makes them a third larger. */
export const LARGEST_REQUEST = 8 * 1024 * 1024;
const REQUEST_MS = 30_000;
/** An agent that does not read: events are dropped rather than kept in memory. */
const LARGEST_BACKLOG = 4 * 1024 * 1024;

export interface ServeOptions {
  readonly answer: (line: string, listener: Listener) => Promise<Result<unknown, Failure>>;
  /** After this long without a connection or work. */
  readonly idleMs: number;
  readonly onIdle: () => void;
  /** A bug in a handler; nothing of it goes to the agent. */
  readonly report: (error: unknown) => void;
}

/** One request a connection, JSON lines (contract/rootd-api.ts). Work goes on when the one who asked hangs up. */
export function serve(options: ServeOptions): Server {
  let busy = 0;
  let timer: NodeJS.Timeout | null = null;
  const arm = () => {
    if (timer) clearTimeout(timer);
    timer = busy > 0 ? null : setTimeout(options.onIdle, options.idleMs);
  };
  // A client may close its sending half and still wait for the answer.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    busy += 1;
    arm();
    void converse(socket, options).finally(() => {
      busy -= 1;
      arm();
    });
  });
  arm();
  return server;
}

async function converse(socket: Socket, { answer, report }: ServeOptions): Promise<void> {
  socket.on('error', () => undefined);
  const send = (message: unknown) => {
    if (!socket.writable || socket.writableLength > LARGEST_BACKLOG) return;
    socket.write(`${JSON.stringify(message)}\n`);
  };
  const line = await readLine(socket);
  if (line === null) {
    send({
      failed: failure(
        'input-refused',
        'The request did not come as one line of at most 8 MiB in 30 seconds.',
      ),
    });
  } else {
    const event = (kind: 'log' | 'note') => (text: string) =>
      send({ event: { kind, text: printableLine(text) } });
    try {
      const outcome = await answer(line, { log: event('log'), note: event('note') });
      send(outcome.ok ? { done: outcome.value } : { failed: outcome.error });
    } catch (error) {
      report(error);
      send({
        failed: failure(
          'internal',
          'The part of our program that looks after installations failed on the server.',
          {
            remedy:
              'Try again. If it happens again, look at the journal of hop3-rootd.service on the server.',
          },
        ),
      });
    }
  }
  socket.end();
  // Whoever does not close its end does not keep us running.
  await new Promise<void>((resolve) => {
    if (socket.destroyed) return resolve();
    const patience = setTimeout(() => socket.destroy(), 5000);
    socket.once('close', () => {
      clearTimeout(patience);
      resolve();
    });
    socket.resume();
  });
}

/** The first line; null when it is too long, too late or never ends. What follows it is not looked at. */
function readLine(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (line: string | null) => {
      clearTimeout(timer);
      socket.removeAllListeners('data');
      resolve(line);
    };
    const timer = setTimeout(() => end(null), REQUEST_MS);
    socket.on('data', (chunk: Buffer) => {
      const at = chunk.indexOf(10);
      chunks.push(at === -1 ? chunk : chunk.subarray(0, at));
      size += chunk.length;
      if (size > LARGEST_REQUEST) end(null);
      else if (at !== -1) end(Buffer.concat(chunks).toString('utf8'));
    });
    socket.on('end', () => end(null));
    socket.on('close', () => end(null));
  });
}
