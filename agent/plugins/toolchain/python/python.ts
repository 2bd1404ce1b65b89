// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { BUILD_PATHS, type BuildStep, EMPTY_PLAN, type Registries, type Toolchain } from '../contract.ts';
import { readRequirements } from './requirements.ts';

const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const LOCKFILE = 'requirements.lock';

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

/** A virtual environment of the suite's Python filled from the lockfile with wheels only, and compiled. */
export const python: Toolchain = {
  name: 'python',
  concerns: ({ manifest }) => manifest.source.type === 'pypi',
  plan: ({ manifest, files }, registries) => {
    const source = manifest.source;
    if (source.type !== 'pypi') return ok(EMPTY_PLAN);
    const encoded = files[source.lockfile];
    if (encoded === undefined) {
      return err(
        failure('build-failed', `This app cannot be built: its package has no ${source.lockfile}.`, {
          remedy: 'The app’s package needs mending: tell whoever publishes it.',
        }),
      );
    }
    const lockfile = Buffer.from(encoded, 'base64').toString('utf8');
    const locked = readRequirements(lockfile);
    if (!locked.ok) return locked;

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
        argv: [
          `${BUILD_PATHS.app}/bin/python`,
          '-m',
          'pip',
          'install',
          '--progress-bar=off',
          '--require-hashes',
          '--no-deps',
          '--only-binary=:all:',
          '-r',
          `${BUILD_PATHS.input}/${LOCKFILE}`,
        ],
        env,
        network: true,
        cache: 'pip',
      },
      {
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
      },
    ];
    return ok({
      ...EMPTY_PLAN,
      buildPackages: ['python3-venv'],
      rootPackages: ['python3'],
      inputs: { [LOCKFILE]: lockfile },
      steps,
      python: locked.value,
    });
  },
};
