// SPDX-License-Identifier: AGPL-3.0-or-later
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Host } from '#agent/host/host.ts';
import type { PrivateEndpoint } from '#contract/rootd-api.ts';
import type { ProxyPlugin, Site } from './contract.ts';

export interface ProxySubject {
  readonly proxy: ProxyPlugin;
  readonly host: Host;
  /** Two sites with certificates; whoever answers for them prints the headers that it got, in lower case. */
  readonly site: Site;
  readonly neighbour: Site;
  /** Where nobody listens. */
  readonly away: PrivateEndpoint;
  /** Somebody who takes a request and hangs up. The stand-in of all prints `stand-in for <site>: <method> <page> <body>`. */
  readonly rude: PrivateEndpoint;
  /** Makes the proxy's own configuration wrong, as another administrator might; gives back how to mend it. */
  readonly spoil: () => Promise<() => Promise<void>>;
}

export interface ProxyCheck {
  readonly name: string;
  run(subject: ProxySubject): Promise<void>;
}

interface Got {
  readonly code: string;
  readonly body: string;
}

async function get(site: Site, host: Host, more: readonly string[] = []): Promise<Got> {
  const asked = await host.run([
    'curl',
    '--silent',
    '--insecure',
    '--max-time',
    '10',
    '--resolve',
    `${site.domain}:443:127.0.0.1`,
    '--write-out',
    '\n%{http_code}',
    ...more,
    `https://${site.domain}/`,
  ]);
  const lines = asked.stdout.split('\n');
  return { code: lines.pop() ?? '', body: lines.join('\n') };
}

async function works(result: Promise<{ ok: boolean; error?: unknown }>): Promise<void> {
  const outcome = await result;
  ok(outcome.ok, JSON.stringify(outcome.error));
}

/** What every proxy plugin must hold (contract.ts), on a real host as root. */
export const proxyConformance: readonly ProxyCheck[] = [
  {
    name: 'prepares twice and answers no unknown name',
    run: async ({ proxy, host, site }) => {
      await works(proxy.prepare(host));
      await works(proxy.prepare(host));
      equal((await get({ ...site, domain: 'nobody.example.org' }, host)).code, '000');
    },
  },
  {
    name: 'opens a site at once, twice, and lists it',
    run: async ({ proxy, host, site }) => {
      await works(proxy.open(site, host));
      equal((await get(site, host)).code, '200');
      await works(proxy.open(site, host));
      equal((await get(site, host)).code, '200');
      equal((await proxy.inventory(site.user, host)).length, 1);
    },
  },
  {
    name: 'sets forwarded headers and passes none on',
    run: async ({ proxy, host, site }) => {
      await works(proxy.open(site, host));
      const forged = [
        'X-Forwarded-For',
        'X-Real-IP',
        'X-Forwarded-Host',
        'X-Forwarded-Proto',
        'Forwarded',
        'Proxy',
        'X-Original-URL',
      ];
      const { body } = await get(
        site,
        host,
        forged.flatMap((name) => ['--header', `${name}: forged`]),
      );
      match(body, /x-forwarded-proto: https/);
      match(body, new RegExp(`host: ${site.domain}`));
      ok(!body.includes('forged'), body);
    },
  },
  {
    name: 'passes what the app cannot take to the stand-in, a POST too, and everything while it is closed',
    run: async ({ proxy, host, site, away }) => {
      await works(proxy.open({ ...site, endpoint: away }, host));
      const post = [
        '--data',
        'a=b',
        '--header',
        'X-Hop3-Page: unanswered',
        '--header',
        'X-Hop3-Site: forged',
      ];
      const posted = await get(site, host, post);
      equal(posted.body, `stand-in for ${site.user}: POST  a=b`);
      equal(posted.code, '503');
      await works(proxy.open({ ...site, standIn: { ...site.standIn, closed: true } }, host));
      equal((await get(site, host)).body, `stand-in for ${site.user}: GET  `);
      await works(proxy.open(site, host));
      equal((await get(site, host)).code, '200');
    },
  },
  {
    name: 'asks again for what may be repeated only, when the app hangs up',
    run: async ({ proxy, host, site, rude }) => {
      await works(proxy.open({ ...site, endpoint: rude }, host));
      equal((await get(site, host)).body, `stand-in for ${site.user}: GET  `);
      const posted = await get(site, host, ['--data', 'a=b']);
      equal(posted.code, '502');
      equal(posted.body, `stand-in for ${site.user}: GET unanswered `);
    },
  },
  {
    name: 'leads plain HTTP to HTTPS',
    run: async ({ proxy, host, site }) => {
      await works(proxy.open(site, host));
      const asked = await host.run([
        'curl',
        '--silent',
        '--output',
        '/dev/null',
        '--write-out',
        '%{http_code} %{redirect_url}',
        '--header',
        `Host: ${site.domain}`,
        'http://127.0.0.1/a?b',
      ]);
      equal(asked.stdout, `301 https://${site.domain}/a?b`);
    },
  },
  {
    name: 'keeps everything as it was when its program refuses a configuration',
    run: async ({ proxy, host, site, neighbour, spoil }) => {
      await works(proxy.open(site, host));
      const mend = await spoil();
      try {
        const opened = await proxy.open(neighbour, host);
        equal(opened.ok ? '' : opened.error.code, 'proxy-refused');
        deepEqual(await proxy.inventory(neighbour.user, host), []);
        equal((await get(site, host)).code, '200');
      } finally {
        await mend();
      }
      await works(proxy.open(neighbour, host));
      equal((await get(neighbour, host)).code, '200');
    },
  },
  {
    name: 'closes one site, twice, and not its neighbour',
    run: async ({ proxy, host, site, neighbour }) => {
      await works(proxy.open(site, host));
      await works(proxy.open(neighbour, host));
      await works(proxy.close(site.user, host));
      await works(proxy.close(site.user, host));
      equal((await get(site, host)).code, '000');
      equal((await get(neighbour, host)).code, '200');
      deepEqual(await proxy.inventory(site.user, host), []);
      await works(proxy.close(neighbour.user, host));
    },
  },
];
