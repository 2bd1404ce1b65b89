// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { signerClient } from './signer-client.ts';
import type { SignerAnswer } from './signer-protocol.ts';

let folder: string;
let server: Server;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hop3-signer-'));
});
afterEach(async () => {
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A signer that gives these answers, one a request; the last again and again. */
async function answering(
  ...answers: readonly SignerAnswer[]
): Promise<{ path: string; asked: () => number }> {
  let asked = 0;
  server = createServer((socket) => {
    socket.on('data', () => {
      socket.write(`${JSON.stringify(answers[Math.min(asked, answers.length - 1)])}\n`);
      asked += 1;
    });
  });
  const path = join(folder, 'signer.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { path, asked: () => asked };
}

it('waits while the signer cannot ask its database', async () => {
  const { path, asked } = await answering({ later: true }, { later: true }, { publicKeyPem: 'the key' });
  expect(await signerClient(path).publicKeyPem()).toEqual({ ok: true, value: 'the key' });
  expect(asked()).toBe(3);
});

it('says who is away when it stays so, with the remedy', async () => {
  const { path } = await answering({ later: true });
  expect(await signerClient(path, 500).publicKeyPem()).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('does not answer'), remedy: 'Start Hop3 again.' },
  });
});

it('says so too when nobody listens', async () => {
  const answer = await signerClient(join(folder, 'nobody.sock'), 300).publicKeyPem();
  expect(answer.ok).toBe(false);
});
