// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestSchema } from '#contract/manifest/manifest.ts';
import { down } from '#sandbox/sandbox.ts';
import { type PluginHost, pluginHost } from '../../test-plugin-host.ts';
import { builderConformance } from '../conformance.ts';

const packageOf = (source: Record<string, unknown>, extra: Record<string, unknown> = {}) => ({
  id: 'sample',
  manifest: manifestSchema.parse({
    metadata: {
      id: 'sample',
      version: '1.0.0',
      title: 'Sample',
      summary: 'A sample.',
      license: 'MIT',
      categories: ['reading'],
    },
    source,
    run: { start: ['/usr/bin/hello'] },
    env: {},
    volumes: [{ name: 'files', target: '/var/lib/sample/files' }],
    ...extra,
  }),
  files: {},
});

const MINUTES = 60_000;

describe.each([
  { suite: 'trixie', name: 'test-roots' },
  { suite: 'bookworm', name: 'test-roots12' },
] as const)('sealed roots on Debian $suite', ({ suite, name }) => {
  let host: PluginHost;
  let hello: string;

  beforeAll(async () => {
    host = await pluginHost({ name, suite });
    hello = await host.put(
      'hello.json',
      JSON.stringify(packageOf({ type: 'apt', package: 'hello', version: '~2.10', suite: 'trixie' })),
    );
    await host.check('base', 'trixie');
  });
  afterAll(async () => {
    if (!process.env['HOP3_KEEP_HOSTS']) await down(name, { remove: true });
  });

  it.each(builderConformance.map((check) => check.name))('%s', { timeout: 10 * MINUTES }, async (check) => {
    await host.check('builder', hello, check);
  });

  it('a hostile maintainer script gets nowhere and leaves nothing', { timeout: 10 * MINUTES }, async () => {
    await host.check('hostile', 'trixie');
  });

  it('a package or a series that Debian does not have is said in plain words, and leaves nothing', async () => {
    const before = (await host.shell('ls /var/lib/hop3/roots')).output;
    const build = async (source: Record<string, unknown>) => {
      const file = await host.put('missing.json', JSON.stringify(packageOf({ type: 'apt', ...source })));
      const printed = await host.check('build', file);
      return JSON.parse(printed.trim().split('\n').at(-1) ?? '');
    };
    const unknown = await build({ package: 'no-such-package-at-all', version: '~1.0' });
    expect(unknown.error).toMatchObject({ code: 'package-not-found' });
    const gone = await build({ package: 'hello', version: '~1.3' });
    expect(gone.error).toMatchObject({ code: 'package-version-gone' });
    expect(gone.error.message).toMatch(/Debian trixie now has hello 2\.10.*1\.3 series/);
    const after = await host.shell('ls /var/lib/hop3/roots; ls -A /var/lib/hop3/builds');
    expect(after.output).toBe(before);
  });
});
