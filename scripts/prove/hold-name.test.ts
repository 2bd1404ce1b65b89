// SPDX-License-Identifier: AGPL-3.0-or-later
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { holdName } from './hold-name.ts';

const module = join(import.meta.dirname, 'hold-name.ts');
const other = (name: string) =>
  promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    'const { holdName } = await import(process.argv[1]); await holdName(process.argv[2]); console.log("held");',
    module,
    name,
  ]);

test('one process at a time has a name, and the next when it lets go', async () => {
  const name = `test-${process.pid}`;
  const held = await holdName(name);
  await expect(other(name)).rejects.toThrow(`the servers of "${name}"`);
  expect((await other(`${name}-2`)).stdout.trim()).toBe('held');
  held.release();
  expect((await other(name)).stdout.trim()).toBe('held');
  const again = await holdName(name);
  again.release();
});
