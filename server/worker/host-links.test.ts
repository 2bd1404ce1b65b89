// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { failure } from '#contract/failure.ts';
import { SshError } from '#server/hosts/ssh-connection.ts';
import { reachingWithin } from './host-links.ts';

const hungUp = () =>
  new SshError(failure('host-unreachable', 'The connection to the server was lost.'), { transient: true });

it('asks again while the agent is starting', async () => {
  let asked = 0;
  const answer = await reachingWithin(5_000, async () => {
    asked += 1;
    if (asked < 3) throw hungUp();
    return 'there';
  });
  expect(answer).toEqual({ ok: true, value: 'there' });
  expect(asked).toBe(3);
});

it('says that the host is away when it stays so, and never hides a bug', async () => {
  expect(await reachingWithin(0, () => Promise.reject(hungUp()))).toMatchObject({
    ok: false,
    error: { code: 'host-unreachable' },
  });
  await expect(reachingWithin(5_000, () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
});
