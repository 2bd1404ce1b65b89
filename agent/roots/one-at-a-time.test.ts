// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

it('works of one key wait for one another, also after a failure; other keys do not wait', async () => {
  const queue = oneAtATime();
  const seen: string[] = [];
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = queue('a', async () => {
    await gate;
    seen.push('first');
    throw new Error('fails');
  });
  const second = queue('a', async () => {
    seen.push('second');
    return 2;
  });
  await queue('b', async () => {
    seen.push('other');
  });
  open();
  await expect(first).rejects.toThrow('fails');
  expect(await second).toBe(2);
  expect(seen).toEqual(['other', 'first', 'second']);
});
