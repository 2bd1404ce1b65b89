// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { manifestSchema } from '#contract/manifest/manifest.ts';
import type { Package } from '#contract/package.ts';
import { toolchainConformance } from './conformance.ts';
import { generic } from './generic/generic.ts';
import { readLockfile } from './node/lockfile.ts';
import { node } from './node/node.ts';
import { extensionPackages } from './php/extension-packages.ts';
import { php } from './php/php.ts';
import { python } from './python/python.ts';
import { readRequirements } from './python/requirements.ts';

const metadata = {
  id: 'sample',
  version: '1.0.0',
  title: 'Sample',
  summary: 'A sample of a package.',
  license: 'MIT',
  categories: ['reading'],
};
const encode = (text: string) => Buffer.from(text).toString('base64');

function packageOf(sections: Record<string, unknown>, files: Record<string, string> = {}): Package {
  const manifest = manifestSchema.parse({
    metadata: {
      ...metadata,
      description: 'A sample.',
      homepage: 'https://sample.example',
      author: 'Somebody',
      leave: 'All of it.',
    },
    env: {},
    run: { start: ['/usr/bin/true'] },
    ...sections,
  });
  return {
    id: 'sample' as Package['id'],
    manifest,
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, encode(text)])),
  };
}

const integrity = `sha512-${'a'.repeat(86)}==`;
const lockfile = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': { name: 'app', version: '1.0.0', dependencies: { 'node-red': '5.0.7' } },
    'node_modules/node-red': { version: '5.0.7', integrity },
    'node_modules/node-red/node_modules/@scope/inner': { version: '1.2.3', integrity },
    'node_modules/npm/node_modules/bundled': { version: '1.0.0', inBundle: true },
  },
});
const hash = `sha256:${'b'.repeat(64)}`;
const requirements = `# made by a tool
bcrypt==5.0.0 \\
    --hash=${hash} \\
    --hash=sha256:${'c'.repeat(64)}
    # via radicale
radicale==3.9.0 ; python_version >= "3.9" --hash=${hash}
`;

const npmPackage = (source: Record<string, unknown> = {}, lock = lockfile) =>
  packageOf(
    {
      source: {
        type: 'npm',
        package: 'node-red',
        version: '5.0.7',
        lockfile: 'package-lock.json',
        ...source,
      },
    },
    { 'package-lock.json': lock },
  );
const pypiPackage = (lock = requirements) =>
  packageOf(
    { source: { type: 'pypi', package: 'radicale', version: '3.9.0', lockfile: 'requirements.lock' } },
    { 'requirements.lock': lock },
  );
const aptSource = { type: 'apt', package: 'hello', version: '~2.10' };

const subjects = [
  {
    toolchain: generic,
    pack: packageOf({ source: aptSource, run: { start: ['/usr/bin/hello'], packages: ['curl'] } }),
  },
  {
    toolchain: php,
    pack: packageOf({
      source: aptSource,
      run: {},
      build: { 'document-root': '/usr/share/app' },
      php: { extensions: ['mysqli', 'gd', 'json'] },
    }),
  },
  { toolchain: node, pack: npmPackage({ 'allow-scripts': ['bcrypt'] }) },
  { toolchain: python, pack: pypiPackage() },
];

describe.each(subjects)('$toolchain.name passes the suite of its seam', ({ toolchain, pack }) => {
  it.each(toolchainConformance)('$name', (check) => check.run({ toolchain, pack }));
});

const planOf = (pack: Package, toolchain = node) => {
  const plan = toolchain.plan(pack, { npm: null, pip: null });
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
};

describe('node', () => {
  it('installs from the lockfile with all scripts off', () => {
    const plan = planOf(npmPackage({ with: ['@scope/extra@1.2.3'] }));
    expect(plan.steps).toHaveLength(1);
    expect(plan.steps[0]?.argv).toEqual([
      '/opt/hop3/runtime/bin/node',
      '/opt/hop3/runtime/lib/npm/bin/npm-cli.js',
      'ci',
    ]);
    expect(plan.steps[0]?.env['npm_config_ignore_scripts']).toBe('true');
    expect(JSON.parse(plan.appFiles['package.json'] ?? '')).toEqual({
      name: 'app',
      version: '1.0.0',
      private: true,
      dependencies: { 'node-red': '5.0.7', '@scope/extra': '1.2.3' },
    });
    expect(plan.node).toEqual({ version: '24', headers: false });
  });

  it('compiles only the chosen packages, without network, against the Node that will run them', () => {
    const plan = planOf(npmPackage({ 'allow-scripts': ['bcrypt'] }));
    expect(plan.steps[1]?.argv.slice(2)).toEqual(['rebuild', '--', 'bcrypt']);
    expect(plan.steps[1]?.network).toBe(false);
    expect(plan.steps[1]?.env['npm_config_nodedir']).toBe('/opt/node');
    expect(plan.node).toEqual({ version: '24', headers: true });
    expect(plan.buildPackages).toContain('g++');
  });

  it('refuses a lockfile that leaves something unchecked', () => {
    const withEntry = (entry: object) =>
      readLockfile(JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/x': entry } }));
    for (const entry of [
      { version: '1.0.0' },
      { version: '1.0.0', integrity: 'sha1-abc' },
      { version: '1.0.0', integrity, resolved: 'git+ssh://git@forge.example/x.git' },
      { version: '1.0.0', integrity, resolved: 'file:../x' },
      { link: true, integrity },
    ]) {
      expect(withEntry(entry).ok, JSON.stringify(entry)).toBe(false);
    }
    expect(withEntry({ version: '1.0.0', integrity }).ok).toBe(true);
    expect(readLockfile('{').ok).toBe(false);
  });

  it('records nested packages by their name and leaves out what is bundled', () => {
    expect(planOf(npmPackage()).npm.map((item) => item.name)).toEqual(['@scope/inner', 'node-red']);
  });

  it('fails in plain words without its lockfile', () => {
    const plan = node.plan({ ...npmPackage(), files: {} }, { npm: null, pip: null });
    expect(plan.ok ? '' : plan.error.message).toContain('package-lock.json');
  });
});

describe('python', () => {
  it('takes wheels with known hashes only, and no dependency that the lockfile does not name', () => {
    const argv = planOf(pypiPackage(), python).steps[1]?.argv ?? [];
    expect(argv).toEqual(expect.arrayContaining(['--require-hashes', '--no-deps', '--only-binary=:all:']));
  });

  it.each([
    'radicale',
    'radicale>=3 --hash=sha256:aa',
    '-r other.txt',
    '--index-url https://elsewhere.example/',
    `--extra-index-url=https://elsewhere.example/ --hash=${hash}`,
    `radicale @ https://elsewhere.example/x.whl --hash=${hash}`,
    '-e git+https://forge.example/x#egg=x',
    `radicale==3.9.0 --hash=md5:${'a'.repeat(32)}`,
  ])('refuses the line %s', (line) => {
    expect(readRequirements(`${line}\n`).ok).toBe(false);
  });

  it('reads names, versions and every hash', () => {
    const read = readRequirements(requirements);
    expect(read.ok && read.value).toEqual([
      { name: 'bcrypt', version: '5.0.0', hashes: [hash, `sha256:${'c'.repeat(64)}`] },
      { name: 'radicale', version: '3.9.0', hashes: [hash] },
    ]);
  });
});

describe('php', () => {
  it('knows which Debian package has an extension, and which are there anyway', () => {
    expect(
      extensionPackages(['mysqli', 'pdo_mysql', 'gd', 'json', 'dom', 'xml', 'mbstring', 'opcache']),
    ).toEqual(['php-mysql', 'php-gd', 'php-xml', 'php-mbstring']);
  });

  it('names its web server before the app does, and keeps Apache out', () => {
    const plan = planOf(subjects[1]?.pack as Package, php);
    expect(plan.rootPackages.slice(0, 2)).toEqual(['nginx', 'php-fpm']);
    expect(plan.preferences).toContain('apache2');
  });
});
