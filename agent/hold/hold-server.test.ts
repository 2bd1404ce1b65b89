// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, request } from 'node:http';
import { createServer as createTcpServer, type Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstallationId } from '#contract/ids.ts';
import { holdServer } from './hold-server.ts';
import type { RouteFile } from './route-file.ts';
import { WaitingRoom } from './waiting-room.ts';

const USER = 'hop3-aaaaaaab';
let directory: string;
let route: RouteFile | null;
let needless: string[];
const open: { close(): unknown; closeAllConnections?(): void }[] = [];

const socketOf = (name: string) => join(directory, `${name}.sock`);

async function listen(server: NetServer, path: string): Promise<void> {
  open.push(server);
  await new Promise<void>((resolve) => void server.listen(path, resolve));
}

const startApp = (listener: RequestListener) => listen(createServer(listener), socketOf('app'));

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hop3-hold-'));
  needless = [];
  route = {
    version: 1,
    installation: '0199aaaa-0000-7000-8000-000000000001' as InstallationId,
    user: USER,
    endpoint: { kind: 'socket', path: socketOf('app') },
    patienceMs: 20_000,
    waitUntilMs: null,
    closedUntilMs: null,
  };
  await listen(
    holdServer({
      room: new WaitingRoom({ routeOf: async (user) => (user === USER ? route : null), nowMs: Date.now }),
      onNeedless: (installation) => void needless.push(installation),
      nowMs: Date.now,
    }),
    socketOf('hold'),
  );
});

afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    server.closeAllConnections?.();
  }
  rmSync(directory, { recursive: true });
});

function visit(
  asked: { method?: string; path?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const outgoing = request(
        {
          socketPath: socketOf('hold'),
          method: asked.method ?? 'GET',
          path: asked.path ?? '/',
          headers: { host: 'app.example.org', 'x-hop3-site': USER, ...asked.headers },
        },
        (answer) => {
          let body = '';
          answer.on('data', (chunk) => {
            body += String(chunk);
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
          answer.on('error', reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(asked.body);
    },
  );
}

const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a request for an app that is away', () => {
  it('waits, then goes through whole and once, with the answer as the app gave it', async () => {
    const bodies: string[] = [];
    const big = 'x'.repeat(300_000);
    const waiting = visit({
      method: 'POST',
      path: '/a%20b?c=d',
      headers: { 'X-Twice': 'one, two', 'x-hop3-page': '', connection: 'keep-alive' },
      body: big,
    });
    await soon(300);
    await startApp(async (incoming, response) => {
      let body = '';
      for await (const chunk of incoming) body += String(chunk);
      bodies.push(body);
      response.writeHead(201, 'Made', [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ]);
      response.end(JSON.stringify({ url: incoming.url, headers: incoming.headers }));
    });
    const { status, headers, body } = await waiting;
    expect(status).toBe(201);
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(bodies).toEqual([big]);
    const seen = JSON.parse(body);
    expect(seen.url).toBe('/a%20b?c=d');
    expect(seen.headers).toMatchObject({ host: 'app.example.org', 'x-twice': 'one, two' });
    expect(seen.headers).not.toHaveProperty('x-hop3-site');
  });

  it('does not go in while it is held, though the app still listens', async () => {
    let asked = 0;
    await startApp((_request, response) => {
      asked += 1;
      response.end('inside');
    });
    route = route && { ...route, waitUntilMs: Date.now() + 10_000 };
    const waiting = visit();
    await soon(400);
    expect(asked).toBe(0);
    route = route && { ...route, waitUntilMs: null };
    expect(await waiting).toMatchObject({ status: 200, body: 'inside' });
    expect(needless).toEqual([]);
  });

  it('reads after its patience that it is away, in the way that it reads', async () => {
    route = route && { ...route, patienceMs: 300 };
    const page = await visit({ headers: { accept: 'text/html,*/*' } });
    expect(page.status).toBe(503);
    expect(page.headers).toMatchObject({ 'retry-after': '15', 'cache-control': 'no-store' });
    expect(page.body).toContain('<h1>Not here at the moment</h1>');
    const text = await visit({ method: 'POST', body: 'a=b' });
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('of a site that nobody has is told the same at once', async () => {
    expect(await visit({ headers: { 'x-hop3-site': '../../etc/passwd' } })).toMatchObject({ status: 503 });
  });
});

describe('a closed site', () => {
  it('tells everybody to come back, though its app answers', async () => {
    await startApp((_request, response) => void response.end('inside'));
    route = route && { ...route, closedUntilMs: Date.now() + 10_000 };
    expect(await visit()).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
  });

  it('lets nobody in who waited since before it was closed', async () => {
    route = route && { ...route, waitUntilMs: Date.now() + 10_000 };
    const waiting = visit();
    await soon(200);
    route = route && { ...route, closedUntilMs: Date.now() + 10_000 };
    await startApp((_request, response) => void response.end('inside'));
    expect(await waiting).toMatchObject({ status: 503 });
  });

  it('is open again when its time is over, and rootd hears of it once', async () => {
    await startApp((_request, response) => void response.end('inside'));
    route = route && { ...route, closedUntilMs: Date.now() - 1 };
    expect(await visit()).toMatchObject({ status: 200, body: 'inside' });
    expect(await visit()).toMatchObject({ status: 200, body: 'inside' });
    expect(needless).toEqual([route?.installation]);
  });
});

it('an app that hangs up without an answer is said so', async () => {
  await listen(
    createTcpServer((socket) => void socket.once('data', () => socket.destroy())),
    socketOf('app'),
  );
  expect(await visit({ headers: { accept: 'text/html' } })).toMatchObject({
    status: 502,
    body: expect.stringContaining('No answer came'),
  });
});

it('a visitor who leaves does not reach the app', async () => {
  const paths: (string | undefined)[] = [];
  const outgoing = request({ socketPath: socketOf('hold'), path: '/left', headers: { 'x-hop3-site': USER } });
  outgoing.on('error', () => undefined);
  outgoing.end();
  await soon(200);
  outgoing.destroy();
  const staying = visit({ path: '/stayed' });
  await soon(100);
  await startApp((incoming, response) => {
    paths.push(incoming.url);
    response.end();
  });
  await staying;
  expect(paths).toEqual(['/stayed']);
});
