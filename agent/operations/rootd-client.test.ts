// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { failure } from '#contract/failure.ts';
import { callRootd, RootdUnavailable } from './rootd-client.ts';

const directory = mkdtempSync(join(tmpdir(), 'hop3-rootd-'));
const socketPath = join(directory, 'rootd.sock');
let close = () => {};
afterEach(() => close());
afterAll(() => rmSync(directory, { recursive: true }));

/** A rootd of one answer. */
async function rootd(answer: (socket: Socket, request: unknown) => void): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (chunk) => answer(socket, JSON.parse(String(chunk))));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    close = () => {};
  };
}

const installation = '0192f0c1-2b3c-7d4e-8f50-000000000001';
const call = (changes: Partial<Parameters<typeof callRootd>[0]> = {}) => {
  const events: string[] = [];
  const result = callRootd({
    socketPath,
    verb: 'route.open',
    input: { installation },
    ticket: 'A.B',
    secrets: { 'admin.password': 'x' },
    listener: { log: (line) => events.push(`log ${line}`), note: (text) => events.push(`note ${text}`) },
    timeoutMs: 2000,
    ...changes,
  });
  return { events, result };
};

test('sends one line and hears events that come in pieces, then the output', async () => {
  let heard: unknown;
  await rootd((socket, request) => {
    heard = request;
    socket.write('{"event":{"kind":"note","text":"Opening"}}\n{"event":{"kind":"lo');
    setTimeout(() => socket.write('g","text":"ok"}}\n{"done":{}}\n'), 20);
  });
  const { result, events } = call();
  expect(await result).toEqual({ ok: true, value: {} });
  expect(events).toEqual(['note Opening', 'log ok']);
  expect(heard).toEqual({
    verb: 'route.open',
    input: { installation },
    ticket: 'A.B',
    secrets: { 'admin.password': 'x' },
  });
});

test('a failure is a value', async () => {
  await rootd((socket) => socket.write(`${JSON.stringify({ failed: failure('port-taken', 'Taken.') })}\n`));
  expect(await call().result).toMatchObject({ ok: false, error: { code: 'port-taken' } });
});

test('a rootd that hangs up or is not there is unavailable', async () => {
  await rootd((socket) => socket.end('{"event":{"kind":"note","text":"Opening"}}\n'));
  await expect(call().result).rejects.toBeInstanceOf(RootdUnavailable);
  close();
  await expect(call().result).rejects.toBeInstanceOf(RootdUnavailable);
});

test('what is not in the contract is a bug, not an outcome', async () => {
  await rootd((socket) => socket.write('{"done":{"surprise":1}}\n'));
  await expect(call().result).rejects.toThrow('not in the contract');
  close();
  await rootd((socket) => socket.write('hello\n'));
  await expect(call().result).rejects.toThrow('not in the contract');
});

test('silence ends with a failure, an abort with cancelled', async () => {
  await rootd(() => undefined);
  expect(await call({ timeoutMs: 30 }).result).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(await call({ signal: AbortSignal.timeout(20) }).result).toMatchObject({
    ok: false,
    error: { code: 'cancelled' },
  });
});
