// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { InstallationId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';
import { wantedFiles } from './app-files.ts';
import { checkMounts } from './app-layout.ts';
import { adminEnvironmentOf, environmentOf } from './app-scope.ts';
import type { InstallationRecord } from './installation-record.ts';
import { masker } from './mask-secrets.ts';
import { testPackage } from './test-package.ts';

const record = (pack: Package, change: Partial<InstallationRecord> = {}): InstallationRecord => ({
  version: 1,
  installation: '0199aaaa-0000-7000-8000-000000000001' as InstallationId,
  title: 'News',
  user: 'hop3-aaaaaaab',
  uid: 30_000,
  port: 20_001,
  databaseName: 'hop3_aaaaaaab',
  package: pack,
  packageDigest: 'e'.repeat(64),
  domain: 'news.example.org',
  publicPort: 443,
  settings: {},
  admin: { username: 'admin', email: 'me@example.org' },
  timezone: 'Europe/Paris',
  language: 'fr',
  rootDigest: null,
  rootVersion: null,
  addons: { postgres: { DATABASE_URL: 'postgresql://x' } },
  hooksDone: [],
  addonTypes: [],
  generation: 0,
  restoredBy: null,
  generations: [],
  next: null,
  previous: [],
  issuer: 'private',
  previousDomain: null,
  rehearsalOf: null,
  reservedAtMs: 0,
  ...change,
});

const web = { start: ['usr/bin/true'] };

describe('the environment of an app', () => {
  const pack = testPackage('news', {
    run: web,
    settings: {
      title: { type: 'text', title: 'T' },
      open: { type: 'boolean', title: 'O' },
      key: { type: 'secret', title: 'K' },
    },
    addons: [{ type: 'postgres' }],
    env: {
      DATABASE_URL: { from: 'postgres', key: 'DATABASE_URL' },
      KEY: { generate: 'hex', length: 32 },
      URL: { key: 'url' },
      LISTEN: { key: 'listen' },
      OPEN: { setting: 'open' },
      API_KEY: { setting: 'key' },
      TEXT: 'at ${domain}: ${settings.title}, literal $${x}',
    },
  });
  const secrets = { 'env.KEY': 'f'.repeat(32), 'settings.key': 'secret-answer', 'admin.password': 'pw' };

  it('has facts, answers, addons and generated values', () => {
    const environment = environmentOf(
      record(pack, { settings: { title: '${domain}', open: true } }),
      secrets,
    );
    expect(environment.ok && environment.value).toMatchObject({
      HOME: '/data',
      TZ: 'Europe/Paris',
      DATABASE_URL: 'postgresql://x',
      KEY: 'f'.repeat(32),
      URL: 'https://news.example.org',
      LISTEN: '127.0.0.1:20001',
      OPEN: 'true',
      API_KEY: 'secret-answer',
      // A value is never looked at again.
      TEXT: 'at news.example.org: ${domain}, literal ${x}',
    });
    expect(environment.ok && Object.keys(environment.value)).not.toContain('ADMIN_PASSWORD');
  });

  it('has the public port in its address when it is not 443', () => {
    const environment = environmentOf(record(pack, { publicPort: 8443 }), secrets);
    expect(environment.ok && environment.value.URL).toBe('https://news.example.org:8443');
  });

  it('is refused with the name of the variable when a value is missing', () => {
    const environment = environmentOf(record(pack, { addons: {} }), secrets);
    expect(environment.ok ? '' : environment.error.message).toContain('DATABASE_URL');
  });

  it('has the first account only for the start that makes it', () => {
    const own = testPackage('own', {
      run: web,
      admin: {
        username: 'admin',
        password: { generate: 'password' },
        env: { ADMIN: '${admin.username}:${admin.password}' },
      },
    });
    expect(adminEnvironmentOf(record(own), secrets)).toEqual({ ok: true, value: { ADMIN: 'admin:pw' } });
    const environment = environmentOf(record(own), secrets);
    expect(environment.ok && environment.value.ADMIN).toBeUndefined();
  });
});

describe('files of an app', () => {
  const pack = testPackage(
    'news',
    {
      run: web,
      files: [
        { template: 'app.ini', to: 'config/app.ini', mode: '0400', owner: 'app' },
        { template: 'app.ini', to: '/etc/news/app.ini', when: 'install' },
      ],
    },
    { 'app.ini': 'name = ${name}\n', 'hooks/run': '#!/bin/sh\n' },
  );

  it('have the owner and mode that the package says, in trees of root', () => {
    const files = wantedFiles(record(pack), {}, []);
    const of = (path: string) =>
      files.ok ? files.value.find((file) => file.path.endsWith(path)) : undefined;
    expect(of('/config/app.ini')).toMatchObject({
      content: 'name = News\n',
      owner: { uid: 30_000, gid: 30_000, mode: 0o400 },
      once: false,
    });
    expect(of('/files/etc/news/app.ini')).toMatchObject({
      owner: { uid: 0, gid: 30_000, mode: 0o440 },
      once: true,
    });
    expect(of('/package/hooks/run')).toMatchObject({ owner: { uid: 0, mode: 0o755 } });
    expect(of('app.env')).toMatchObject({ owner: { uid: 0, gid: 0, mode: 0o600 } });
  });

  it('are refused with the name of the template when something in it is unknown', () => {
    const bad = testPackage(
      'bad',
      { run: web, files: [{ template: 'x', to: 'config/x' }] },
      { x: '${nothing}' },
    );
    const files = wantedFiles(record(bad), {}, []);
    expect(files.ok ? '' : files.error.message).toMatch(/^x: .*nothing/);
  });
});

describe('mounts of an app', () => {
  const withMounts = (volumes: string[], files: string[] = []) =>
    checkMounts(
      testPackage('mounts', {
        run: web,
        volumes: volumes.map((target, index) => ({ name: `v${index}`, target })),
        files: files.map((to) => ({ template: 't', to })),
      }).manifest,
    ).ok;

  it('may be below the system’s directories and beside each other', () => {
    expect(
      withMounts(['/usr/share/app/content', '/var/lib/app'], ['/usr/share/app/config.php', '/etc/app/x']),
    ).toBe(true);
  });

  it.each([
    [['/etc']],
    [['/data']],
    [['/data/inside']],
    [['/run/hop3']],
    [['/usr']],
    [['/proc/sys']],
    [['/etc/passwd']],
    [['/srv/a', '/srv/a/b']],
  ])('are refused over or in ours or each other: %j', (volumes) => {
    expect(withMounts(volumes)).toBe(false);
  });

  it('are refused for a file inside a volume', () => {
    expect(withMounts(['/srv/a'], ['/srv/a/config'])).toBe(false);
  });
});

describe('what leaves rootd', () => {
  it('has no secret in it, the longer ones first', () => {
    const mask = masker({ a: 'secret-value', b: 'secret-value-longer', c: 'short' });
    expect(mask('x secret-value-longer y secret-value z short')).toBe('x •••••• y •••••• z short');
  });
});
