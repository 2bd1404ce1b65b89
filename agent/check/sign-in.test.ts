// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { type ManifestSignIn, signInSchema } from '#contract/manifest/check.ts';
import { checkSignIn } from './sign-in.ts';
import { SiteClient } from './site-client.ts';
import { bodyOf, formApp, html, testSite } from './test-site.ts';

const account = { username: 'admin', password: 'right horse & cart' };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const form = signInSchema.parse({
  form: { page: '/', action: '/login', username: 'username', password: 'password', csrf: 'csrf' },
  inside: { path: '/settings?of=${admin.username|url}', contains: 'value="${admin.username}"' },
  refused: { contains: 'Invalid username or password' },
});

async function check(listener: RequestListener, way: ManifestSignIn = form) {
  const site = await testSite(listener);
  closers.push(site.close);
  return checkSignIn({
    newClient: () => new SiteClient(site.address),
    way,
    credential: { login: account.username, password: account.password },
    wrongPassword: 'wrong',
    scopeFor: ({ login, password }) => ({ 'admin.username': login, 'admin.password': password }),
    note: () => undefined,
  });
}

test('a form with a forgery token lets the right password in and refuses a wrong one', async () => {
  expect(await check(formApp(account))).toMatchObject({ ok: true, value: { notes: { length: 3 } } });
});

test('an app that takes any password is found out', async () => {
  expect(await check(formApp(account, 'any-password'))).toMatchObject({
    ok: false,
    error: {
      code: 'sign-in-failed',
      message: expect.stringContaining('let somebody in with a wrong password'),
    },
  });
});

test('an app that is open to everybody is found out', async () => {
  expect(await check(formApp(account, 'open'))).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('Anybody can see /settings?of=admin without') },
  });
});

test('an account that does not work says what was seen instead', async () => {
  expect(await check(formApp({ ...account, password: 'another' }))).toMatchObject({
    ok: false,
    error: {
      code: 'sign-in-failed',
      message: expect.stringContaining('/ answered 200 “Sign in & read”, without “value="admin"”'),
      detail: expect.stringContaining('Invalid username or password'),
    },
  });
});

test('an inside that fails is no sign-in', async () => {
  expect(await check(formApp(account, 'dead-inside'))).toMatchObject({
    ok: false,
    error: {
      message: expect.stringContaining('/settings answered 500 “Oops” instead of 200'),
      detail: expect.stringContaining('The database is away'),
    },
  });
});

test('a page without the forgery token says so', async () => {
  expect(await check((_request, response) => html(response, 200, '<title>starting</title>'))).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('“starting”, without the field “csrf”') },
  });
});

test('a refusal in other words than expected fails', async () => {
  const way = { ...form, refused: { contains: 'No such account' } };
  expect(await check(formApp(account), way)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('A wrong password was not refused as expected') },
  });
});

test('a JSON sign-in carries its token', async () => {
  const way = signInSchema.parse({
    json: {
      path: '/auth/token',
      body: { grant: 'password', user: { name: '${admin.username}', secret: '${admin.password}' } },
      token: '/data/access_token',
    },
    inside: { path: '/me', contains: '"admin"' },
    refused: { status: 403 },
  });
  const app: RequestListener = async (request, response) => {
    if (request.url === '/auth/token') {
      const { user } = JSON.parse(await bodyOf(request));
      if (user.name !== account.username || user.secret !== account.password)
        return void response.writeHead(403).end('{}');
      return void response.end(JSON.stringify({ data: { access_token: 'abc' } }));
    }
    if (request.headers.authorization !== 'Bearer abc') return void response.writeHead(401).end();
    response.end('{"name":"admin"}');
  };
  expect(await check(app, way)).toMatchObject({ ok: true });
});

test('basic authentication is checked with its method, status and realm', async () => {
  const way = signInSchema.parse({
    basic: { realm: 'Calendars' },
    inside: { path: '/admin/', method: 'PROPFIND', status: 207, contains: '/admin/</href>' },
    refused: { status: 401 },
  });
  const right = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`;
  const app =
    (realm: string): RequestListener =>
    (request, response) => {
      if (request.headers.authorization !== right) {
        return void response.writeHead(401, { 'www-authenticate': `Basic realm="${realm}"` }).end();
      }
      response.writeHead(request.method === 'PROPFIND' ? 207 : 200).end('<href>/admin/</href>');
    };
  expect(await check(app('Calendars'), way)).toMatchObject({ ok: true });
  expect(await check(app('Other'), way)).toMatchObject({ ok: false, error: { code: 'sign-in-failed' } });
});

test('a header is checked', async () => {
  const way = signInSchema.parse({
    header: { name: 'X-Token', value: '${admin.password}' },
    inside: { path: '/api', contains: 'hello' },
    refused: { status: 403 },
  });
  const app: RequestListener = (request, response) =>
    void (request.headers['x-token'] === account.password
      ? response.end('hello')
      : response.writeHead(403).end());
  expect(await check(app, way)).toMatchObject({ ok: true });
});

test('a token that travels in a header of the app’s own', async () => {
  const way = signInSchema.parse({
    json: {
      path: '/login',
      body: { password: '${admin.password}' },
      token: '/data/token',
      carry: { header: 'X-App-Token' },
    },
    inside: { path: '/files', contains: 'ok' },
    refused: { status: 400 },
  });
  const app: RequestListener = async (request, response) => {
    if (request.url === '/login') {
      const isRight = JSON.parse(await bodyOf(request)).password === account.password;
      return void response
        .writeHead(isRight ? 200 : 400)
        .end(JSON.stringify({ data: { token: isRight ? 't0ken' : null } }));
    }
    const isIn = request.headers['x-app-token'] === 't0ken' && request.headers.authorization === undefined;
    response.writeHead(isIn ? 200 : 401).end(isIn ? 'ok' : 'no');
  };
  expect(await check(app, way)).toMatchObject({ ok: true });
});

test('a token that is asked for with the fields of a form, as OAuth has it', async () => {
  const way = signInSchema.parse({
    json: {
      path: '/token',
      encoding: 'form',
      body: { grant_type: 'password', username: '${admin.username}', password: '${admin.password}' },
      token: '/access_token',
    },
    inside: { path: '/me', contains: 'admin' },
    refused: { status: 401 },
  });
  const app: RequestListener = async (request, response) => {
    if (request.url === '/token') {
      const fields = new URLSearchParams(await bodyOf(request));
      const isRight =
        fields.get('password') === account.password &&
        request.headers['content-type'] === 'application/x-www-form-urlencoded';
      return void response.writeHead(isRight ? 200 : 401).end(isRight ? '{"access_token":"abc"}' : '{}');
    }
    const isIn = request.headers.authorization === 'Bearer abc';
    response.writeHead(isIn ? 200 : 401).end(isIn ? 'admin' : '');
  };
  expect(await check(app, way)).toMatchObject({ ok: true });
});
