// SPDX-License-Identifier: AGPL-3.0-or-later
import { posix } from 'node:path';
import { err, ok } from '#contract/result.ts';
import {
  BUILD_PATHS,
  type BuildStep,
  EMPTY_PLAN,
  packageFile,
  type Registries,
  type Toolchain,
  unbuildable,
} from '../contract.ts';
import { readGoSum } from './go-sum.ts';

const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const SUITE_GO = '/usr/bin/go';
/** On the disk: /tmp of a build is memory on some hosts. Taken away before the root is sealed. */
const WORK = `${BUILD_PATHS.app}/.build`;
const GO_ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

function goEnvironment(registries: Registries): Record<string, string> {
  return {
    GOFLAGS: '-modcacherw',
    GOMODCACHE: `${WORK}/mod`,
    GOCACHE: `${WORK}/cache`,
    GOTMPDIR: BUILD_PATHS.app,
    GOENV: 'off',
    GOWORK: 'off',
    GOTELEMETRY: 'off',
    // Only what was asked for runs, and only what the lockfile has a checksum of is taken.
    GOTOOLCHAIN: 'local',
    GOSUMDB: 'off',
    SSL_CERT_FILE: CA_BUNDLE,
    ...(registries.go === null ? {} : { GOPROXY: registries.go }),
  };
}

/**
 * `go build` of the app's package in the module of the package's own go.mod, which the build may not change
 * (-mod=readonly): a module without a checksum in go.sum is an error. With `toolchain` the suite's Go fetches another
 * one first, by the same rule.
 */
export const go: Toolchain = {
  name: 'go',
  concerns: ({ manifest }) => manifest.source.type === 'go',
  plan: (pack, { registries, architecture }) => {
    const source = pack.manifest.source;
    if (source.type !== 'go') return ok(EMPTY_PLAN);
    const sums = packageFile(pack, source.lockfile);
    if (!sums.ok) return sums;
    const goMod = packageFile(pack, posix.join(posix.dirname(source.lockfile), 'go.mod'));
    if (!goMod.ok) return goMod;
    const locked = readGoSum(sums.value);
    if (!locked.ok) return locked;
    if (/^\s*replace\b[^\n]*=>\s*[./]/m.test(goMod.value) || /=>\s*[./]/.test(goMod.value)) {
      return err(unbuildable('build-failed', 'its go.mod takes a module from a directory'));
    }

    const env = { ...goEnvironment(registries), CGO_ENABLED: source.cgo ? '1' : '0' };
    const steps: BuildStep[] = [];
    let program = SUITE_GO;
    if (source.toolchain !== undefined) {
      const version = `v0.0.1-go${source.toolchain}.linux-${GO_ARCHITECTURES[architecture] ?? architecture}`;
      if (!locked.value.some((item) => item.name === TOOLCHAIN && item.version === version)) {
        return err(unbuildable('checksum-mismatch', `its go.sum has no checksum of ${TOOLCHAIN} ${version}`));
      }
      const directory = `${WORK}/mod/${TOOLCHAIN}@${version}`;
      steps.push(
        {
          doing: `fetching Go ${source.toolchain}`,
          argv: [SUITE_GO, 'mod', 'download', `${TOOLCHAIN}@${version}`],
          env,
          network: true,
          cache: null,
        },
        {
          doing: `preparing Go ${source.toolchain}`,
          // Archives of modules say nothing about which files are programs.
          argv: ['/bin/chmod', '-R', 'a+x', `${directory}/bin`, `${directory}/pkg/tool`],
          env: {},
          network: false,
          cache: null,
        },
      );
      program = `${directory}/bin/go`;
    }
    steps.push(
      {
        doing: 'building Go modules',
        argv: [program, ...buildArguments(source)],
        env,
        network: true,
        cache: null,
      },
      {
        doing: 'tidying up after the build',
        argv: ['/bin/rm', '-rf', '--', WORK, `${BUILD_PATHS.app}/go.mod`, `${BUILD_PATHS.app}/go.sum`],
        env: {},
        network: false,
        cache: null,
      },
    );
    return ok({
      ...EMPTY_PLAN,
      buildPackages: ['golang-go', ...(source.cgo ? ['gcc', 'libc6-dev'] : [])],
      // The suite's Go may be older than go.mod asks for: it works in a module that asks for nothing.
      appFiles: { 'go.mod': 'module hop3.invalid/build\n\ngo 1.19\n', 'go.sum': sums.value },
      inputs: { 'go.mod': goMod.value, 'go.sum': sums.value },
      steps,
      go: locked.value,
    });
  },
};

const TOOLCHAIN = 'golang.org/toolchain';

function buildArguments(source: {
  module: string;
  version: string;
  build?: string | undefined;
  program: string;
  tags: readonly string[];
  'version-variable'?: string | undefined;
}): string[] {
  const variable = source['version-variable'];
  const linker = ['-s', '-w', '-buildid=', ...(variable ? ['-X', `${variable}=${source.version}`] : [])];
  return [
    'build',
    // It must be the first flag.
    `-C=${BUILD_PATHS.input}`,
    '-mod=readonly',
    // Says what it is at, which can take minutes.
    '-v',
    '-trimpath',
    '-buildvcs=false',
    ...(source.tags.length > 0 ? [`-tags=${source.tags.join(',')}`] : []),
    `-ldflags=${linker.join(' ')}`,
    `-o=${BUILD_PATHS.app}/bin/${source.program}`,
    source.build === undefined ? source.module : `${source.module}/${source.build}`,
  ];
}
