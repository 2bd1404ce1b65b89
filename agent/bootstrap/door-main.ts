// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { printableLine } from '#agent/host/line-splitter.ts';
import { LinuxHost } from '#agent/host/linux-host.ts';
import { NonceStore } from '#agent/rootd/nonce-store.ts';
import { TicketCheck } from '#agent/rootd/ticket-check.ts';
import { readTrust } from '#agent/rootd/trust.ts';
import { failure } from '#contract/failure.ts';
import { openDoor } from './door.ts';

/**
 * door.mjs: what systemd starts as root for each connection to the door's socket, which is its standard input and
 * output. It does what a ticket permits (contract/runtime-door.ts) and nothing else.
 */
const DRAIN_MS = 60_000;

const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function main(asked: AsyncIterator<Uint8Array>): Promise<void> {
  const host = new LinuxHost();
  const opened = await openDoor(asked, {
    host,
    tickets: new TicketCheck({ host, trust: () => readTrust(host), nonces: new NonceStore(host) }),
    listener: {
      note: (text) => void print({ note: printableLine(text) }),
      log: (text) => void print({ log: printableLine(text) }),
    },
  });
  if (!opened.ok) {
    print({ failed: opened.error });
    await drain(asked);
    return;
  }
  const { runtimeDirectory, args, stdin } = opened.value;
  const child = spawn(`${runtimeDirectory}/bin/node`, [`${runtimeDirectory}/bootstrap.mjs`, ...args], {
    stdio: ['pipe', 'inherit', 'inherit'],
    cwd: '/',
  });
  child.stdin.end(stdin);
  await once(child, 'exit');
}

/** Closed while somebody still sends, the connection would break before the answer was read. */
async function drain(asked: AsyncIterator<Uint8Array>): Promise<void> {
  const untilMs = Date.now() + DRAIN_MS;
  while (Date.now() < untilMs) if ((await asked.next()).done) return;
}

try {
  await main(process.stdin[Symbol.asyncIterator]());
} catch (error) {
  print({
    failed: failure('internal', 'The door of the server failed.', { detail: printableLine(String(error)) }),
  });
}
// Whoever asked may keep the connection open; there is nothing more to say.
process.stdin.destroy();
