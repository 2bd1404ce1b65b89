// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { failure } from '#contract/failure.ts';
import { manifestSchema } from '#contract/manifest/manifest.ts';
import type { Package } from '#contract/package.ts';
import { err, ok } from '#contract/result.ts';
import { EMPTY_PLAN, type Toolchain, type ToolchainPlan } from '../../toolchain/contract.ts';
import { mergePlans } from './merge-plans.ts';
import { inputKey, mountPointsOf } from './root-index.ts';

const packageOf = (extra: Record<string, unknown> = {}): Package => ({
  id: 'sample' as Package['id'],
  manifest: manifestSchema.parse({
    metadata: {
      id: 'sample',
      version: '1.0.0',
      title: 'Sample',
      summary: 'A.',
      license: 'MIT',
      categories: ['development'],
    },
    source: { type: 'apt', package: 'hello', version: '~2.10' },
    run: { start: ['/usr/bin/hello'] },
    env: {},
    volumes: [{ name: 'files', target: '/var/lib/sample/files' }],
    files: [
      { template: 'a.tmpl', to: '/etc/sample/sample.conf' },
      { template: 'b.tmpl', to: 'config/b.conf' },
    ],
    ...extra,
  }),
  files: {},
});
const NONE = { registries: { npm: null, pip: null, go: null, maven: null }, architecture: 'x64' };
const toolchain = (plan: Partial<ToolchainPlan>, concerns = true): Toolchain => ({
  name: 'generic',
  concerns: () => concerns,
  plan: () => ok({ ...EMPTY_PLAN, ...plan }),
});

describe('plans of several toolchains', () => {
  it('become one: packages once and in order, files and steps together', () => {
    const merged = mergePlans(
      [
        toolchain({ rootPackages: ['nginx', 'php-fpm'], preferences: 'Package: apache2\n' }),
        toolchain({ rootPackages: ['left-out'] }, false),
        toolchain({ rootPackages: ['php-fpm', 'curl'], inputs: { a: '1' } }),
      ],
      packageOf(),
      NONE,
    );
    expect(merged).toEqual(
      ok({
        ...EMPTY_PLAN,
        rootPackages: ['nginx', 'php-fpm', 'curl'],
        preferences: 'Package: apache2\n',
        inputs: { a: '1' },
      }),
    );
  });

  it('fail as the first of them fails', () => {
    const failing: Toolchain = {
      name: 'node',
      concerns: () => true,
      plan: () => err(failure('checksum-mismatch', 'no checksum')),
    };
    expect(mergePlans([toolchain({}), failing], packageOf(), NONE).ok).toBe(false);
  });
});

describe('the key of a root', () => {
  const facts = { base: 'a'.repeat(64), architecture: 'x64' };
  const key = (pack: Package, plan: Partial<ToolchainPlan> = {}, more = facts) =>
    inputKey(pack, { ...EMPTY_PLAN, ...plan }, more);
  const known = key(packageOf());

  it('is the same for what does not change the tree', () => {
    expect(key(packageOf({ env: { A: 'b' } }))).toBe(known);
    expect(key(packageOf({ metadata: { ...packageOf().manifest.metadata, title: 'Other' } }))).toBe(known);
  });

  it('is another for another source, plan, mount point, base or architecture', () => {
    const others = [
      key(packageOf({ source: { type: 'apt', package: 'hello', version: '~2.11' } })),
      key(packageOf(), { rootPackages: ['curl'] }),
      key(packageOf({ volumes: [] })),
      key(packageOf(), {}, { ...facts, base: 'b'.repeat(64) }),
      key(packageOf(), {}, { ...facts, architecture: 'arm64' }),
    ];
    expect(new Set([known, ...others]).size).toBe(others.length + 1);
  });
});

it('volumes and files by absolute path have their places in the root; files in /config do not need one', () => {
  const { directories, files } = mountPointsOf(packageOf());
  expect(directories).toContain('/var/lib/sample/files');
  expect(files).toContain('/etc/sample/sample.conf');
  expect(files.some((path) => path.includes('b.conf'))).toBe(false);
});
