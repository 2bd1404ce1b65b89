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
import { normalName, readRequirements } from './requirements.ts';

const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const WHEELS = 'requirements.lock';
const SDISTS = 'sdists.lock';

function pipEnvironment(registries: Registries): Record<string, string> {
  return {
    PIP_CACHE_DIR: `${BUILD_PATHS.cache}/pip`,
    PIP_CERT: CA_BUNDLE,
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
    PIP_NO_COMPILE: '1',
    PIP_CONFIG_FILE: '/dev/null',
    SSL_CERT_FILE: CA_BUNDLE,
    REQUESTS_CA_BUNDLE: CA_BUNDLE,
    SOURCE_DATE_EPOCH: '1735689600',
    ...(registries.pip === null ? {} : { PIP_INDEX_URL: registries.pip }),
  };
}

/** A virtual environment of the suite's Python filled from the lockfile, wheels first, and compiled. */
export const python: Toolchain = {
  name: 'python',
  concerns: ({ manifest }) => manifest.source.type === 'pypi',
  plan: (pack, { registries }) => {
    const source = pack.manifest.source;
    if (source.type !== 'pypi') return ok(EMPTY_PLAN);
    const lockfile = packageFile(pack, source.lockfile);
    if (!lockfile.ok) return lockfile;
    const locked = readRequirements(lockfile.value);
    if (!locked.ok) return locked;

    const named = new Set(source['allow-sdists'].map(normalName));
    const linesOf = (isSdist: boolean) =>
      locked.value
        .filter((item) => named.has(normalName(item.name)) === isSdist)
        .map((item) => `${item.line}\n`)
        .join('');
    const sdists = linesOf(true);
    const env = pipEnvironment(registries);
    const steps: BuildStep[] = [
      {
        doing: 'making the virtual environment',
        argv: ['/usr/bin/python3', '-m', 'venv', BUILD_PATHS.app],
        env,
        network: false,
        cache: null,
      },
      {
        doing: 'installing Python packages',
        argv: pipInstall('--only-binary=:all:', '-r', `${BUILD_PATHS.input}/${WHEELS}`),
        env,
        network: true,
        cache: 'pip',
      },
    ];
    if (sdists !== '') {
      steps.push({
        doing: 'building Python packages from their source',
        argv: pipInstall(
          '--no-binary=:all:',
          // Else pip fetches build backends that nothing pins.
          '--no-build-isolation',
          '-r',
          `${BUILD_PATHS.input}/${SDISTS}`,
        ),
        env,
        network: true,
        // What is built is not what was downloaded: nothing of it goes into a cache that others use.
        cache: null,
      });
    }
    steps.push({
      doing: 'compiling Python packages',
      // By content, not by time: the seal gives every file the same time.
      argv: [
        `${BUILD_PATHS.app}/bin/python`,
        '-m',
        'compileall',
        '-q',
        '-f',
        '--invalidation-mode=unchecked-hash',
        `${BUILD_PATHS.app}/lib`,
      ],
      env,
      network: false,
      cache: null,
      mayFail: true,
    });
    return ok({
      ...EMPTY_PLAN,
      buildPackages: ['python3-venv'],
      rootPackages: ['python3'],
      inputs: sdists === '' ? { [WHEELS]: lockfile.value } : { [WHEELS]: linesOf(false), [SDISTS]: sdists },
      steps,
      python: locked.value.map(({ name, version, hashes }) => ({ name, version, hashes })),
    });
  },
};

function pipInstall(...rest: string[]): [string, ...string[]] {
  return [
    `${BUILD_PATHS.app}/bin/python`,
    '-m',
    'pip',
    'install',
    '--progress-bar=off',
    '--require-hashes',
    '--no-deps',
    ...rest,
  ];
}
