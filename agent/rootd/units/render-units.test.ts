// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { pluginsFor } from '#agent/plugins/registry.ts';
import type { InstallationId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';
import { addonOwner, addonsOf, planOf, sandboxOf } from '../app-layout.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { systemdRunArgv } from '../run-in-sandbox.ts';
import { filesOnly, manyProcesses, phpSite } from '../test-package.ts';
import { renderUnits } from './render-units.ts';

const plugins = pluginsFor('ID=debian\n');
if (!plugins) throw new Error('Debian is known');

const ROOT = 'd'.repeat(64);

function record(pack: Package): InstallationRecord {
  return {
    version: 1,
    installation: '0199aaaa-0000-7000-8000-000000000001' as InstallationId,
    title: 'A title with % and "quotes"',
    user: 'hop3-aaaaaaab',
    uid: 30_000,
    port: 20_001,
    databaseName: 'hop3_aaaaaaab',
    package: pack,
    packageDigest: 'e'.repeat(64),
    domain: 'app.example.org',
    publicPort: 443,
    settings: {},
    admin: null,
    timezone: 'UTC',
    language: 'en',
    rootDigest: ROOT,
    rootVersion: '1',
    addons: {},
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
  };
}

function unitsOf(pack: Package) {
  if (!plugins) throw new Error('Debian is known');
  const one = record(pack);
  return renderUnits({
    user: one.user,
    app: pack.id,
    services: planOf(pack.manifest, plugins).services,
    jobs: planOf(pack.manifest, plugins).jobs,
    timezone: 'Europe/Paris',
    limits: pack.manifest.limits,
    sandbox: sandboxOf(one, plugins, ROOT),
    after: addonsOf(one, plugins).flatMap(({ addon }) => addon.after(addonOwner(one))),
  });
}

const whole = (pack: Package) =>
  unitsOf(pack)
    .map((unit) => `==> ${unit.name}\n${unit.text}`)
    .join('\n');

describe('units of an installation', () => {
  it('with several processes are as in the golden file', async () => {
    await expect(whole(manyProcesses())).toMatchFileSnapshot('golden/many-processes.txt');
  });

  it('of a PHP site are as in the golden file', async () => {
    await expect(whole(phpSite())).toMatchFileSnapshot('golden/php-site.txt');
  });

  it('of an app that is files only are as in the golden file', async () => {
    await expect(whole(filesOnly())).toMatchFileSnapshot('golden/files-only.txt');
  });

  it('hold nothing that people type', () => {
    expect(whole(manyProcesses())).not.toContain('A title');
  });
});

describe('transient units', () => {
  it('double every dollar, because systemd expands arguments of transient units once', () => {
    const argv = systemdRunArgv(
      {
        record: record(manyProcesses()),
        rootDigest: ROOT,
        secrets: { 'admin.password': 'correct-horse-battery' },
        name: 'hook-initialise',
        argv: ['/bin/sh', '-c', 'echo $HOME $$ %h "x"'],
        directory: '/package',
        timeoutSeconds: 300,
      },
      { plugins: plugins as NonNullable<typeof plugins> },
    );
    expect(argv.slice(argv.indexOf('--') + 1)).toEqual(['/bin/sh', '-c', 'echo $$HOME $$$$ %h "x"']);
    expect(argv.join(' ')).not.toContain('correct-horse');
  });
});
