// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, expect, it } from 'vitest';
import { countSchema } from '#contract/manifest/check.ts';
import { countByRequest, numberIn } from './count.ts';
import { SiteClient } from './site-client.ts';
import { testSite } from './test-site.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const body = JSON.stringify({ items: [1, 2, 3], total: 7, deep: [{ 'a/b': ['x'] }], text: '7' });

it.each([
  [{ items: '/items' }, 3],
  [{ items: '/deep/0/a~1b' }, 1],
  [{ number: '/total' }, 7],
  [{ occurrences: '"x"' }, 1],
  [{ occurrences: 'nowhere' }, 0],
  [{ items: '/total' }, null],
  [{ items: '' }, null],
  [{ number: '/text' }, null],
  [{ number: '/constructor' }, null],
])('%j counts %j', (count, expected) => {
  expect(numberIn(body, count)).toBe(expected);
});

it('the whole document may be the list', () => {
  expect(numberIn('[1,2]', { items: '' })).toBe(2);
  expect(numberIn('not JSON', { items: '' })).toBeNull();
});

async function ask(count: unknown, answer: string, status = 200) {
  const site = await testSite((request, response) => {
    response.statusCode = request.headers.authorization === 'Basic YWRtaW46c2VjcmV0' ? status : 401;
    response.end(answer);
  });
  closers.push(site.close);
  return countByRequest({
    client: new SiteClient(site.address),
    count: { ...countSchema.parse(count), path: '/all' },
    way: null,
    credential: { login: 'admin', password: 'secret' },
    scope: {},
  });
}

it('asks as the package says, and takes no error page for an empty list', async () => {
  const count = { path: '/all', auth: 'basic', items: '' };
  expect(await ask(count, '[{},{}]')).toEqual({ ok: true, value: 2 });
  expect(await ask(count, '[]', 500)).toMatchObject({ ok: false, error: { code: 'check-failed' } });
  expect(await ask({ ...count, auth: 'none' }, '[]')).toMatchObject({ ok: false });
});

it('does not count a list of which only the beginning came', async () => {
  const answer = JSON.stringify({ text: 'x'.repeat(3_000_000) });
  const counted = await ask({ path: '/all', auth: 'basic', occurrences: 'x' }, answer);
  expect(counted).toMatchObject({ ok: false, error: { remedy: expect.stringContaining('too long') } });
});
