// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { healthcheckSchema } from '#contract/manifest/check.ts';
import { checkHealth } from './health.ts';
import { SiteClient } from './site-client.ts';
import { html, testSite } from './test-site.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Time passes only by waiting. */
function fakeClock() {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    pause: async (ms: number) => {
      nowMs += ms;
    },
  };
}

async function check(
  listener: RequestListener,
  health: Record<string, unknown>,
  signal = new AbortController().signal,
) {
  const site = await testSite(listener);
  closers.push(site.close);
  return checkHealth({
    client: new SiteClient(site.address),
    health: healthcheckSchema.parse(health),
    clock: fakeClock(),
    signal,
    note: () => undefined,
  });
}

test('waits for the right answer: "starting" with status 200 is not it', async () => {
  let asked = 0;
  const app: RequestListener = (_request, response) => {
    asked += 1;
    html(response, 200, asked < 5 ? 'starting' : 'OK');
  };
  expect(await check(app, { path: '/health', contains: 'OK' })).toMatchObject({ ok: true });
  expect(asked).toBe(5);
});

test('an app that only ever says "starting" fails after its grace and the failure says so', async () => {
  expect(
    await check((_request, response) => html(response, 200, '<title>Wait</title>starting'), {
      contains: 'OK',
      grace: 5,
    }),
  ).toMatchObject({
    ok: false,
    error: {
      code: 'check-failed',
      message: 'The app did not answer as it should within 5 seconds: / answered 200 “Wait”, without “OK”.',
      detail: 'starting',
    },
  });
});

test('a page with nothing in it is not well', async () => {
  expect(await check((_request, response) => html(response, 200, ''), { grace: 1 })).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('/ answered 200 with nothing in it') },
  });
});

test('a redirect to a healthy page of its own is well', async () => {
  const app: RequestListener = (request, response) =>
    request.url === '/'
      ? void response.writeHead(302, { location: '/home' }).end()
      : html(response, 200, 'OK');
  expect(await check(app, { contains: 'OK' })).toMatchObject({ ok: true });
});

test('nobody listening is said in plain words', async () => {
  const site = await testSite(() => undefined);
  site.close();
  const result = await checkHealth({
    client: new SiteClient(site.address),
    health: healthcheckSchema.parse({ grace: 1 }),
    clock: fakeClock(),
    signal: new AbortController().signal,
    note: () => undefined,
  });
  expect(result).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('nothing listens there') },
  });
});

test('control characters and floods in an answer do not reach the failure', async () => {
  const app: RequestListener = (_request, response) =>
    html(response, 500, `<title>\u001b[31m${'x'.repeat(5000)}</title>\u0000<b>${'y'.repeat(5000)}`);
  const result = await check(app, { grace: 1 });
  expect(result).toMatchObject({ ok: false });
  if (result.ok) return;
  expect(JSON.stringify(result.error)).not.toMatch(/\\u00(?:00|1b)/);
  expect(result.error.detail?.length).toBeLessThanOrEqual(300);
});
