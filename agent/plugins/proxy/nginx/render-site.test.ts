// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { testPackage } from '#agent/rootd/test-package.ts';
import type { Site } from '../contract.ts';
import { renderBase, renderSite } from './render-site.ts';

const proxy = (section: object) =>
  testPackage('app', { run: { start: ['usr/bin/true'] }, proxy: section }).manifest.proxy;

const site = (change: Partial<Site> = {}): Site => ({
  user: 'hop3-aaaaaaab',
  domain: 'app.example.org',
  publicPort: 443,
  endpoint: { kind: 'port', port: 20_001 },
  certificate: { chain: '/certificates/chain.pem', key: '/certificates/key.pem' },
  proxy: proxy({}),
  standIn: { socket: '/run/hop3/hold.sock', closed: false },
  ...change,
});

describe('nginx sites', () => {
  it('on a port, as in the golden file', async () => {
    await expect(renderSite(site(), { ipv6: true, http2Directive: true })).toMatchFileSnapshot(
      'golden/port.conf',
    );
  });

  it('on a socket with websockets and a public port, for an old nginx without IPv6, as in the golden file', async () => {
    const text = renderSite(
      site({
        publicPort: 8443,
        endpoint: { kind: 'socket', path: '/run/hop3/apps/hop3-aaaaaaab/web.sock' },
        proxy: proxy({ websocket: ['/socket', '/live/'], 'request-buffering': false, 'max-body-size': '2G' }),
      }),
      { ipv6: false, http2Directive: false },
    );
    await expect(text).toMatchFileSnapshot('golden/socket.conf');
  });

  it('pass everything to the stand-in while they are closed', () => {
    const text = renderSite(site({ standIn: { socket: '/run/hop3/hold.sock', closed: true } }), {
      ipv6: false,
      http2Directive: true,
    });
    expect(text).toContain('upstream hop3-aaaaaaab {\n  server unix:/run/hop3/hold.sock max_fails=0;\n}');
    expect(text).not.toContain('20001');
  });

  it('have a base that answers no unknown name, as in the golden file', async () => {
    await expect(renderBase({ ipv6: true, http2Directive: true }, '/etc/nginx/hop3')).toMatchFileSnapshot(
      'golden/base.conf',
    );
  });

  it.each(['/a b', '/a;b', '/a{b', '/a$b', '/a"b', '/a\\b', '/a\nb', '/a#b'])(
    'take no websocket path that could be more than a word: %j',
    (prefix) => {
      const bad = { ...proxy({}), websocket: [prefix] };
      expect(() => renderSite(site({ proxy: bad }), { ipv6: false, http2Directive: true })).toThrow(
        'not a plain path',
      );
    },
  );
});
