// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import {
  BUILD_PATHS,
  type BuildStep,
  EMPTY_PLAN,
  packageFile,
  type Registries,
  type Toolchain,
} from '../contract.ts';
import { readLockfile } from './lockfile.ts';

/** What compiling native modules takes, besides what the package names. */
const COMPILERS = ['g++', 'make', 'python3'];
const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

const npmCommand = (...rest: string[]): [string, ...string[]] => [
  `${BUILD_PATHS.runtime}/bin/node`,
  `${BUILD_PATHS.runtime}/lib/npm/bin/npm-cli.js`,
  ...rest,
];

/** npm's settings come by its environment; scripts are off unless a step turns them on. */
export function npmEnvironment(registries: Registries): Record<string, string> {
  return {
    PATH: `${BUILD_PATHS.node}/bin:${BUILD_PATHS.runtime}/bin:/usr/local/bin:/usr/bin:/bin`,
    npm_config_cache: `${BUILD_PATHS.cache}/npm`,
    npm_config_cafile: CA_BUNDLE,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_ignore_scripts: 'true',
    npm_config_omit: 'dev',
    npm_config_fetch_retries: '4',
    SSL_CERT_FILE: CA_BUNDLE,
    NODE_EXTRA_CA_CERTS: CA_BUNDLE,
    ...(registries.npm === null ? {} : { npm_config_registry: registries.npm }),
  };
}

/** `npm ci` from the lockfile without scripts, then a rebuild, offline, of the packages that may run theirs. */
export const node: Toolchain = {
  name: 'node',
  concerns: ({ manifest }) => manifest.source.type === 'npm',
  plan: (pack, { registries }) => {
    const { manifest } = pack;
    const source = manifest.source;
    if (source.type !== 'npm') return ok(EMPTY_PLAN);
    const lockfile = packageFile(pack, source.lockfile);
    if (!lockfile.ok) return lockfile;
    const locked = readLockfile(lockfile.value);
    if (!locked.ok) return locked;

    const scripts = source['allow-scripts'];
    const env = npmEnvironment(registries);
    const install: BuildStep = {
      doing: 'installing npm packages',
      argv: npmCommand('ci'),
      env,
      network: true,
      cache: 'npm',
    };
    const rebuild: BuildStep = {
      doing: 'compiling npm packages',
      argv: npmCommand('rebuild', '--', ...scripts),
      env: {
        ...env,
        npm_config_ignore_scripts: 'false',
        npm_config_nodedir: BUILD_PATHS.node,
        npm_config_build_from_source: 'true',
        npm_config_offline: 'true',
        npm_config_cache: '/tmp/npm',
      },
      network: false,
      cache: null,
    };
    return ok({
      ...EMPTY_PLAN,
      buildPackages: scripts.length > 0 ? COMPILERS : [],
      appFiles: { 'package.json': packageJson(source), 'package-lock.json': lockfile.value },
      steps: scripts.length > 0 ? [install, rebuild] : [install],
      node: { version: manifest.build['node-version'], headers: scripts.length > 0 },
      npm: locked.value,
    });
  },
};

/** As contract/manifest/source.ts says it; npm ci checks that the lockfile's root agrees. */
function packageJson(source: {
  package: string;
  version: string;
  with: readonly string[];
  overrides: Readonly<Record<string, string>>;
}): string {
  const dependencies = Object.fromEntries([
    [source.package, source.version],
    ...source.with.map((spec) => [
      spec.slice(0, spec.lastIndexOf('@')),
      spec.slice(spec.lastIndexOf('@') + 1),
    ]),
  ]);
  const overrides = Object.keys(source.overrides).length > 0 ? { overrides: source.overrides } : {};
  return `${JSON.stringify({ name: 'app', version: '1.0.0', private: true, dependencies, ...overrides }, null, 2)}\n`;
}
