// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { InstallationId } from '#contract/ids.ts';
import { createCaRoot, signHostAuthority } from '#server/hosts/ca-root.ts';
import { echoApp } from './test-apps.ts';
import { type Answer, type RootdHost, rootdHost } from './test-rootd-host.ts';

/** An app for Debian 13 on a host with Debian 12: older systemd, nginx and nftables, the same promises. */
const NAME = 'test-rootd-12';
const installation = randomUUID() as InstallationId;
let host: RootdHost;

function doneOf<T>(answer: Answer<T>): T {
  if ('failed' in answer) throw new Error(JSON.stringify(answer.failed));
  return answer.done;
}

beforeAll(async () => {
  const log = (line: string) => console.error(line);
  host = await rootdHost({
    name: NAME,
    suite: 'bookworm',
    directory: join(tmpdir(), 'hop3-test-rootd'),
    log,
  });
  doneOf(await host.call('base.ensure', { suite: 'trixie' }));
}, 1_800_000);

afterAll(async () => {
  await host?.call('installation.release', { installation });
  await host?.leave();
}, 300_000);

it('runs an app from its reservation to its address and leaves nothing', async () => {
  const root = await createCaRoot();
  const { csrPem } = doneOf(await host.call('authority.request', {}));
  const signed = await signHostAuthority({
    root,
    csrPem,
    hostName: NAME,
    permitted: [`${NAME}.apps.localhost`],
  });
  if (!signed.ok) throw new Error(signed.error.message);
  doneOf(
    await host.call('authority.install', {
      certificatePem: signed.value.certificatePem,
      rootPem: root.certificatePem,
    }),
  );

  const secrets = {
    'env.GENERATED': 'quotes " \' and $HOME and 100% \\',
    'admin.password': 'admin-password-1234',
  };
  const domain = `echo.${NAME}.apps.localhost`;
  const { user } = doneOf(
    await host.call(
      'installation.reserve',
      {
        installation,
        title: 'On an older host',
        package: echoApp(),
        domain,
        publicPort: 8443,
        settings: { weird: '%h $HOME' },
        admin: { username: 'admin', email: 'a@example.org' },
        timezone: 'UTC',
        language: 'en',
      },
      { secrets },
    ),
  );
  doneOf(await host.call('root.build', { installation }));
  doneOf(await host.call('installation.configure', { installation }));
  expect(doneOf(await host.call('hook.run', { installation, hook: 'initialise' }))).toEqual({ ran: true });
  doneOf(await host.call('installation.start', { installation }));
  doneOf(await host.call('certificate.issue', { installation }));
  doneOf(await host.call('route.open', { installation }));

  const answer = await host.shell(
    `curl -sS -m 10 --cacert /var/lib/hop3/authority/root.pem https://${domain}:8443/`,
  );
  const seen = JSON.parse(answer.stdout);
  expect(seen.argv.slice(0, 4)).toEqual(['$HOME', '${HOME}', '%h', '100%']);
  expect(seen.env.GENERATED).toBe(secrets['env.GENERATED']);
  expect(seen.hook.dollars).toBe('$HOME $$ %h');
  expect(seen.headers['x-forwarded-proto']).toBe('https');
  doneOf(await host.call('route.hold', { installation, mode: 'wait', seconds: 60 }));
  const waiting = host.shell(
    `curl -sS -m 30 --cacert /var/lib/hop3/authority/root.pem https://${domain}:8443/`,
  );
  doneOf(await host.call('installation.restart', { installation }));
  doneOf(await host.call('route.resume', { installation }));
  expect((await waiting).stdout).toContain('argv');
  const verified = await host.shell(
    `systemd-analyze verify /etc/systemd/system/${user}* 2>&1 | grep -v 'is not executable' || true`,
  );
  expect(verified.stdout.trim()).toBe('');
  const exposure = await host.shell(`systemd-analyze security --no-pager ${user}-web.service | tail -1`);
  expect(Number(/service: ([0-9.]+)/.exec(exposure.stdout)?.[1])).toBeLessThanOrEqual(1.2);

  doneOf(await host.call('installation.release', { installation }));
  const left = doneOf(await host.call('installation.inventory', { installation }));
  expect(Object.values(left).flat().filter(Boolean)).toEqual([]);
});
