// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { operationId } from '#contract/ids.ts';
import { TakenOver } from '#server/deploy/commands.ts';
import { persistently } from './persistently.ts';

const services = { log: () => {} };
const away = () => new Error('Failed query', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });

describe('persistently', () => {
  it('tries again while the database is away', async () => {
    let tries = 0;
    const work = async () => {
      tries += 1;
      if (tries < 3) throw away();
      return tries;
    };
    expect(await persistently(services, work)).toBe(3);
  });

  it('lets other errors through', async () => {
    await expect(persistently(services, () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  });

  it('never ends once another worker has the operation, so that nothing is recorded over its outcomes', async () => {
    const operation = operationId.parse('33333333-3333-7333-8333-333333333333');
    const never = persistently(services, () => Promise.reject(new TakenOver(operation)));
    const first = await Promise.race([
      never,
      new Promise((resolve) => setTimeout(() => resolve('still'), 50)),
    ]);
    expect(first).toBe('still');
  });
});
