// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { manifestSchema } from '#contract/manifest/manifest.ts';
import type { Package } from '#contract/package.ts';
import { toolchainConformance } from './conformance.ts';
import { generic } from './generic/generic.ts';
import { go } from './go/go.ts';
import { java } from './java/java.ts';
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
const sum = `h1:${'d'.repeat(43)}=`;
const goSum = `example.org/news v1.2.3 ${sum}
example.org/news v1.2.3/go.mod ${sum}
golang.org/toolchain v0.0.1-go1.27.0.linux-amd64 ${sum}
golang.org/toolchain v0.0.1-go1.27.0.linux-amd64/go.mod ${sum}
`;
const goMod = 'module hop3.invalid/app\n\ngo 1.24\n\nrequire example.org/news v1.2.3\n';
const goPackage = (source: Record<string, unknown> = {}, files: Record<string, string> = {}) =>
  packageOf(
    {
      source: {
        type: 'go',
        module: 'example.org/news',
        version: '1.2.3',
        build: 'cmd/news',
        program: 'news',
        lockfile: 'go.sum',
        ...source,
      },
    },
    { 'go.sum': goSum, 'go.mod': goMod, ...files },
  );
const mavenPackage = (source: Record<string, unknown> = {}) =>
  packageOf({
    source: {
      type: 'maven',
      package: 'org.example:news',
      version: '26.4.0',
      packaging: 'zip',
      strip: 1,
      sha256: 'e'.repeat(64),
      with: [{ package: 'org.example:driver', version: '1.0', sha256: 'f'.repeat(64), to: 'lib/driver.jar' }],
      ...source,
    },
  });
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
  { toolchain: go, pack: goPackage() },
  { toolchain: java, pack: mavenPackage() },
];

describe.each(subjects)('$toolchain.name passes the suite of its seam', ({ toolchain, pack }) => {
  it.each(toolchainConformance)('$name', (check) => check.run({ toolchain, pack }));
});

const PLACE = {
  registries: { npm: null, pip: null, go: null, maven: null },
  architecture: 'x64',
};
const planOf = (pack: Package, toolchain = node) => {
  const plan = toolchain.plan(pack, PLACE);
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
    const plan = node.plan({ ...npmPackage(), files: {} }, PLACE);
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
    expect(read.ok && read.value).toMatchObject([
      { name: 'bcrypt', version: '5.0.0', hashes: [hash, `sha256:${'c'.repeat(64)}`] },
      { name: 'radicale', version: '3.9.0', hashes: [hash] },
    ]);
  });
});

describe('python with packages that have no wheel', () => {
  it('builds them last, from their checked source and with nothing that the lockfile has not', () => {
    const lock = `setuptools==80.0.0 --hash=${hash}\nDjango_JQuery.js==3.1.1 --hash=${hash}\n`;
    const plan = planOf(
      packageOf(
        {
          source: {
            type: 'pypi',
            package: 'setuptools',
            version: '80.0.0',
            lockfile: 'requirements.lock',
            'allow-sdists': ['django-jquery-js'],
          },
        },
        { 'requirements.lock': lock },
      ),
      python,
    );
    expect(plan.inputs).toEqual({
      'requirements.lock': `setuptools==80.0.0 --hash=${hash}\n`,
      'sdists.lock': `Django_JQuery.js==3.1.1 --hash=${hash}\n`,
    });
    expect(plan.steps[2]?.argv).toEqual(
      expect.arrayContaining(['--require-hashes', '--no-deps', '--no-build-isolation', '--no-binary=:all:']),
    );
    expect(plan.steps[2]?.cache).toBeNull();
  });
});

describe('go', () => {
  it('builds with the suite’s Go from go.mod and go.sum that the build may not change', () => {
    const plan = planOf(
      goPackage({ 'version-variable': 'example.org/news/build.Version', tags: ['a', 'b'] }),
      go,
    );
    expect(plan.steps.map((step) => step.argv)).toEqual([
      [
        '/usr/bin/go',
        'build',
        '-C=/opt/hop3/input',
        '-mod=readonly',
        '-v',
        '-trimpath',
        '-buildvcs=false',
        '-tags=a,b',
        '-ldflags=-s -w -buildid= -X example.org/news/build.Version=1.2.3',
        '-o=/opt/app/bin/news',
        'example.org/news/cmd/news',
      ],
      ['/bin/rm', '-rf', '--', '/opt/app/.build', '/opt/app/go.mod', '/opt/app/go.sum'],
    ]);
    expect(plan.steps[0]?.env).toMatchObject({ GOSUMDB: 'off', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' });
    expect(plan.inputs).toEqual({ 'go.mod': goMod, 'go.sum': goSum });
    expect(plan.buildPackages).toEqual(['golang-go']);
  });

  it('fetches a newer Go by its checksum in the lockfile', () => {
    const plan = planOf(goPackage({ toolchain: '1.27.0' }), go);
    expect(plan.steps[0]?.argv).toEqual([
      '/usr/bin/go',
      'mod',
      'download',
      'golang.org/toolchain@v0.0.1-go1.27.0.linux-amd64',
    ]);
    expect(plan.steps[1]?.argv.slice(0, 3)).toEqual(['/bin/chmod', '-R', 'a+x']);
    expect(plan.steps[2]?.argv[0]).toBe(
      '/opt/app/.build/mod/golang.org/toolchain@v0.0.1-go1.27.0.linux-amd64/bin/go',
    );
  });

  it.each([
    ['a toolchain without a checksum', goPackage({ toolchain: '1.27.1' })],
    ['no go.sum', goPackage({}, { 'go.sum': 'example.org/news v1.2.3\n' })],
    ['a module from a directory', goPackage({}, { 'go.mod': `${goMod}replace example.org/x => ../x\n` })],
    ['one in a block', goPackage({}, { 'go.mod': `${goMod}replace (\n\texample.org/x => /srv/x\n)\n` })],
  ])('refuses %s', (_, pack) => expect(go.plan(pack, PLACE).ok).toBe(false));

  it('is refused on a computer for which the lockfile has no toolchain', () => {
    const plan = go.plan(goPackage({ toolchain: '1.27.0' }), { ...PLACE, architecture: 'arm64' });
    expect(plan.ok ? '' : plan.error.message).toContain('linux-arm64');
  });
});

describe('java', () => {
  it('fetches by checksum, unpacks and brings a Java runtime', () => {
    const plan = planOf(mavenPackage(), java);
    expect(JSON.parse(plan.inputs['artifacts.json'] ?? '')).toEqual([
      {
        path: 'org/example/news/26.4.0/news-26.4.0.zip',
        sha256: 'e'.repeat(64),
        to: '.build/main.zip',
      },
      { path: 'org/example/driver/1.0/driver-1.0.jar', sha256: 'f'.repeat(64), to: 'lib/driver.jar' },
    ]);
    expect(plan.rootPackages).toEqual(['openjdk-21-jre-headless']);
    expect(plan.steps.at(-2)?.argv).toEqual(
      expect.arrayContaining(['/usr/bin/bsdtar', '--strip-components=1']),
    );
  });

  it('asks the control plane’s own repository where it names one', () => {
    const plan = java.plan(mavenPackage({ packaging: 'jar' }), {
      ...PLACE,
      registries: { ...PLACE.registries, maven: 'https://maven.example/all' },
    });
    if (!plan.ok) throw new Error(plan.error.message);
    expect(plan.value.buildPackages).toEqual(['libarchive-tools']);
    expect(plan.value.steps.map((step) => step.env['HOP3_REPOSITORY'])).toContain(
      'https://maven.example/all',
    );
    expect(plan.value.inputs['artifacts.json']).toContain('"to": "news.jar"');
  });
});

describe('generic', () => {
  it('ends the build with the package’s own programs, without network', () => {
    const plan = planOf(
      packageOf({
        source: aptSource,
        build: { packages: ['gettext'], 'after-build': [['usr/bin/hello', '--check']] },
      }),
      generic,
    );
    expect(plan.steps).toEqual([
      {
        doing: 'ending the build',
        argv: ['/usr/bin/hello', '--check'],
        env: {},
        network: false,
        cache: null,
      },
    ]);
    expect(plan.buildPackages).toEqual(['gettext']);
  });

  it('gives an app of files only a web server', () => {
    const plan = planOf(
      packageOf({ source: aptSource, run: {}, build: { 'document-root': '/usr/share/doc/hello' } }),
      generic,
    );
    expect(plan.rootPackages).toEqual(['nginx']);
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

  it('lets Apache in for an app that cannot be installed without it, but not its modules', () => {
    const pack = packageOf({
      source: { ...aptSource, with: ['apache2'] },
      run: {},
      build: { 'document-root': '/usr/share/app' },
      php: {},
    });
    expect(planOf(pack, php).preferences).toMatch(/^Package: libapache2-mod-php\* libapache2-mod-fcgid$/m);
  });
});
