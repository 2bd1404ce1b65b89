// SPDX-License-Identifier: AGPL-3.0-or-later
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { CookieJar } from './cookie-jar.ts';
import { isCertificateError } from './seen.ts';
import { SiteClient } from './site-client.ts';
import { bodyOf, testSite } from './test-site.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

test('asks as the proxy does, over a port', async () => {
  let headers: IncomingHttpHeaders = {};
  const site = await testSite((request, response) => {
    headers = request.headers;
    response.end('hello');
  });
  closers.push(site.close);
  await new SiteClient(site.address).send({ method: 'GET', path: '/' });
  expect(headers).toMatchObject({
    host: 'news.example.org:8443',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'news.example.org:8443',
    'x-forwarded-port': '8443',
  });
});

test('asks over a unix socket, and keeps cookies to their paths', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hop3-site-'));
  closers.push(() => rmSync(directory, { recursive: true }));
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers.cookie ?? '-'}`);
    response.setHeader('set-cookie', ['a=1; Path=/', 'b=2; Path=/deep', 'c=3; Domain=elsewhere.org']);
    response.end('x');
  }).listen(join(directory, 'web.sock'));
  closers.push(() => server.close());
  const client = new SiteClient({
    domain: 'news.example.org',
    publicPort: 443,
    via: 'private',
    endpoint: { kind: 'socket', path: join(directory, 'web.sock') },
  });
  for (const path of ['/', '/deep/er', '/deeper']) await client.send({ method: 'GET', path });
  expect(seen).toEqual(['/ -', '/deep/er b=2; a=1', '/deeper a=1']);
});

test('follows redirects of its own site on the endpoint only, and turns a redirected POST into a GET', async () => {
  const seen: string[] = [];
  const site = await testSite(async (request, response) => {
    seen.push(`${request.method} ${request.url} ${await bodyOf(request)}`.trim());
    if (request.url === '/in')
      response.writeHead(302, { location: 'https://news.example.org:8443/next?x=1' });
    else if (request.url === '/next?x=1')
      response.writeHead(307, { location: 'http://169.254.169.254/latest' });
    response.end();
  });
  closers.push(site.close);
  const { first, last } = await new SiteClient(site.address).send({
    method: 'POST',
    path: '/in',
    body: 'a=b',
  });
  expect(seen).toEqual(['POST /in a=b', 'GET /next?x=1']);
  expect([first.status, last.status]).toEqual([302, 307]);
});

test('a page of any size is read to two mebibytes, and an endless redirect ends', async () => {
  const site = await testSite((request, response) => {
    if (request.url === '/loop') return void response.writeHead(302, { location: '/loop' }).end();
    response.write('x'.repeat(3 * 1024 * 1024));
    response.write('and it never ends');
  });
  closers.push(site.close);
  const client = new SiteClient(site.address);
  expect((await client.send({ method: 'GET', path: '/big' })).last.body).toHaveLength(2 * 1024 * 1024);
  expect((await client.send({ method: 'GET', path: '/loop' })).last.status).toBe(302);
});

test('an app that never answers is given up', async () => {
  const site = await testSite(() => undefined);
  closers.push(site.close);
  await expect(
    new SiteClient(site.address).send({ method: 'GET', path: '/', timeoutMs: 50 }),
  ).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

test('publicly the certificate must be for the domain and lead to the root', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hop3-tls-'));
  closers.push(() => rmSync(directory, { recursive: true }));
  const at = (name: string) => join(directory, name);
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      at('key'),
      '-out',
      at('cert'),
      '-subj',
      '/CN=test',
      '-addext',
      'subjectAltName=DNS:news.example.org',
    ],
    { stdio: 'pipe' },
  );
  const pem = readFileSync(at('cert'), 'utf8');
  const server = createTlsServer({ key: readFileSync(at('key')), cert: pem }, (request, response) =>
    response.end(`for ${request.headers.host}`),
  ).listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const tlsPort = (server.address() as AddressInfo).port;
  const ask = (domain: string, rootCaPem: string | null) =>
    new SiteClient({ domain, publicPort: 8443, via: 'public', rootCaPem, tlsPort }).send({
      method: 'GET',
      path: '/',
    });
  expect((await ask('news.example.org', pem)).last.body).toBe('for news.example.org:8443');
  for (const refused of [ask('other.example.org', pem), ask('news.example.org', null)]) {
    await expect(refused).rejects.toSatisfy(isCertificateError);
  }
});

test('cookies expire, are replaced and deleted', () => {
  const jar = new CookieJar('news.example.org', () => Date.parse('2026-01-01'));
  jar.store('a=1; Path=/', '/');
  jar.store('a=2=3; Path=/; Domain=.example.org', '/');
  jar.store('old=1; Expires=Wed, 31 Dec 2025 00:00:00 GMT', '/');
  jar.store('new=1; Expires=Fri, 02 Jan 2026 00:00:00 GMT; Path=/', '/');
  jar.store('nameless', '/');
  expect(jar.header('/x')).toBe('a=2=3; new=1');
  jar.store('a=; Path=/; Max-Age=0', '/');
  expect(jar.header('/x')).toBe('new=1');
});
