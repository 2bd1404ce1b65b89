// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { hashSource } from './content-policy.ts';
import { headerRoutes, inlineScripts, pagePath } from './page-policies.ts';

const html =
  '<html><script>a()</script><script src="/x.js" async=""></script><script id="b">b()</script></html>';

test('finds inline scripts and no others', () => {
  expect(inlineScripts(html)).toEqual(['a()', 'b()']);
});

test('a page allows its own inline scripts only', () => {
  const [route] = headerRoutes(new Map([['/apps/miniflux', html]]));
  const value = route?.headers[0]?.value ?? '';
  expect(value).toContain(hashSource('a()'));
  expect(value).not.toContain("script-src 'self' 'unsafe-inline'");
  expect(new RegExp(route?.regex ?? '').test('/apps/miniflux')).toBe(true);
  expect(new RegExp(route?.regex ?? '').test('/apps/miniflux-2')).toBe(false);
});

test('what is not a page comes first, so that a page overrides it', () => {
  const routes = headerRoutes(
    new Map([
      ['/', html],
      ['/_not-found', html],
    ]),
  );
  expect(routes.map(({ source }) => source)).toEqual(['/((?!_next/).*)', '/']);
});

test('files become the paths that they answer', () => {
  expect(pagePath('index.html')).toBe('/');
  expect(pagePath('apps/node-red.html')).toBe('/apps/node-red');
});
