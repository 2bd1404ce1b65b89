// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, expect, test } from 'vitest';
import { seedSchema, signInSchema } from '#contract/manifest/check.ts';
import { runSeed } from './seed.ts';
import { SiteClient } from './site-client.ts';
import { bodyOf, testSite } from './test-site.ts';

const credential = { login: 'admin', password: 'secret' };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const seed = seedSchema.parse({
  put: {
    path: '/v1/categories',
    auth: 'basic',
    headers: { 'X-Name': '${seed.token}' },
    json: { title: '${seed.token}' },
    status: 201,
  },
  find: { path: '/v1/categories', auth: 'basic', contains: 'title' },
});

test('what is put is found again, and what was not put is not', async () => {
  const titles: string[] = [];
  const site = await testSite(async (request, response) => {
    if (request.headers.authorization !== 'Basic YWRtaW46c2VjcmV0') return void response.writeHead(401).end();
    if (request.method === 'POST') {
      const { title } = JSON.parse(await bodyOf(request));
      if (request.headers['x-name'] === title) titles.push(title);
      return void response.writeHead(201).end();
    }
    response.end(JSON.stringify(titles.map((title) => ({ title }))));
  });
  closers.push(site.close);
  const run = (what: 'put' | 'find', token: string) =>
    runSeed({
      client: new SiteClient(site.address),
      request: seed[what],
      way: null,
      credential,
      scope: { 'seed.token': token },
      mustHold: what === 'find' ? token : null,
      what,
    });
  expect(await run('put', 'mark-00001')).toMatchObject({ ok: true });
  expect(await run('find', 'mark-00001')).toMatchObject({ ok: true });
  expect(await run('find', 'mark-00002')).toMatchObject({ ok: false, error: { code: 'check-failed' } });
});

test('a forgery token of a page goes into the header, with the session', async () => {
  const { put } = seedSchema.parse({
    put: {
      path: '/posts',
      page: '/nonce',
      'csrf-header': 'X-WP-Nonce',
      json: { title: '${seed.token}' },
      status: 201,
    },
    find: { path: '/posts' },
  });
  const way = signInSchema.parse({
    form: { page: '/', action: '/login', username: 'u', password: 'p' },
    inside: { path: '/in', contains: 'x' },
    refused: { status: 200 },
  });
  const site = await testSite((request, response) => {
    const signedIn = request.headers.cookie === 's=1';
    if (request.url === '/login') response.setHeader('set-cookie', 's=1; Path=/');
    if (request.url === '/nonce') return void response.writeHead(signedIn ? 200 : 400).end(' n0nce\n');
    if (request.url === '/posts')
      return void response
        .writeHead(signedIn && request.headers['x-wp-nonce'] === 'n0nce' ? 201 : 403)
        .end('{}');
    response.end('<form action=/login><input name=p></form>');
  });
  closers.push(site.close);
  const work = {
    request: put,
    way,
    credential,
    scope: { 'seed.token': 'mark-00001' },
    mustHold: null,
    what: 'put',
  } as const;
  expect(await runSeed({ ...work, client: new SiteClient(site.address) })).toMatchObject({ ok: true });
});

test('several hidden fields of a page go into the form', async () => {
  const { put } = seedSchema.parse({
    put: {
      path: '/pages',
      page: '/new',
      csrf: ['args', 'sign'],
      auth: 'none',
      form: { title: '${seed.token}' },
      status: 201,
    },
    find: { path: '/pages' },
  });
  let page =
    '<form><input type=hidden name=args value="a&amp;b"><input type=hidden name=sign value=s1></form>';
  const site = await testSite(async (request, response) => {
    if (request.url === '/new') return void response.end(page);
    const fields = new URLSearchParams(await bodyOf(request));
    response.writeHead(fields.get('args') === 'a&b' && fields.get('sign') === 's1' ? 201 : 403).end();
  });
  closers.push(site.close);
  const run = () =>
    runSeed({
      client: new SiteClient(site.address),
      request: put,
      way: null,
      credential,
      scope: { 'seed.token': 'mark-00001' },
      mustHold: null,
      what: 'put',
    });
  expect(await run()).toMatchObject({ ok: true });
  page = '<form><input type=hidden name=args value=a></form>';
  expect(await run()).toMatchObject({ ok: false, error: { code: 'check-failed' } });
});
