// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { untilListens } from './until-answers.ts';

it('waits for a socket that comes late, and says where to look when none does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hop3-until-'));
  const path = join(folder, 'worker.sock');
  await expect(untilListens(path, 300, '/log/worker.log')).rejects.toThrow('/log/worker.log');
  const server = createServer();
  setTimeout(() => server.listen(path), 300);
  await untilListens(path, 5_000, '/log/worker.log');
  expect(server.listening).toBe(true);
  server.close();
  await rm(folder, { recursive: true });
});
