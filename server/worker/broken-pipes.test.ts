// SPDX-License-Identifier: AGPL-3.0-or-later
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { type ClientPool, takeBrokenPipesForResets } from './broken-pipes.ts';

const brokenPipe = () => Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });

test('whoever listened before hears of a reset, on connections that were open and on later ones', () => {
  const heard: string[] = [];
  const clientOf = () => {
    const stream = new EventEmitter();
    stream.on('error', (error: NodeJS.ErrnoException) => heard.push(error.code ?? ''));
    return { connection: { stream } };
  };
  const there = clientOf();
  const later = clientOf();
  const pool = Object.assign(new EventEmitter(), { _clients: [there] });
  takeBrokenPipesForResets(pool as ClientPool);
  pool.emit('connect', later);
  there.connection.stream.emit('error', brokenPipe());
  later.connection.stream.emit('error', brokenPipe());
  later.connection.stream.emit('error', Object.assign(new Error(), { code: 'ENOENT' }));
  expect(heard).toEqual(['ECONNRESET', 'ECONNRESET', 'ENOENT']);
});
