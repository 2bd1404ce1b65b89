// SPDX-License-Identifier: AGPL-3.0-or-later
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SiteAddress } from './site-client.ts';

/** A real HTTP server on loopback, for tests of checks. */
export async function testSite(
  listener: RequestListener,
): Promise<{ address: SiteAddress; close: () => void }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: {
      domain: 'news.example.org',
      publicPort: 8443,
      via: 'private',
      endpoint: { kind: 'port', port },
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

export function html(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(body);
}

/**
 * An app like many: a form with a forgery token tied to a cookie, a session cookie, a page inside.
 * `lies`: what it does wrong.
 */
export function formApp(
  account: { username: string; password: string },
  lies: 'no' | 'any-password' | 'open' | 'dead-inside' = 'no',
): RequestListener {
  return async (request, response) => {
    const cookies = request.headers.cookie ?? '';
    const path = (request.url ?? '').split('?')[0];
    const page = (message: string) =>
      `<!doctype html><title>Sign in &amp; read</title><form action="/search"><input type=hidden name=csrf value=decoy></form>
       <p>${message}</p><form method="post" action='/login'><input type="hidden" name="csrf" value="t0k&#101;n"/>
       <input name="username"><input name="password" type="password"></form>`;
    if (path === '/' && request.method === 'GET') {
      response.setHeader('set-cookie', 'pre=t0ken; Path=/; HttpOnly; Secure; SameSite=Lax');
      return html(response, 200, page(''));
    }
    if (path === '/login') {
      const fields = new URLSearchParams(await bodyOf(request));
      const isForged = fields.get('csrf') !== 't0ken' || !cookies.includes('pre=t0ken');
      if (isForged || request.headers.origin !== 'https://news.example.org:8443')
        return html(response, 400, 'Forged');
      const isRight =
        fields.get('username') === account.username && fields.get('password') === account.password;
      if (!isRight && lies !== 'any-password')
        return html(response, 200, page('Invalid username or password'));
      response.writeHead(302, {
        location: 'https://news.example.org:8443/unread',
        'set-cookie': ['session=s1; Path=/; Secure; HttpOnly', 'pre=; Path=/; Max-Age=0'],
      });
      return void response.end();
    }
    if (cookies.includes('session=s1') || lies === 'open') {
      if (lies === 'dead-inside') return html(response, 500, '<title>Oops</title>The database is away');
      return html(response, 200, `<title>Inside</title>signed in as value="${account.username}"`);
    }
    response.writeHead(302, { location: '/' }).end();
  };
}
