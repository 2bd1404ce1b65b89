// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { Package } from '#contract/package.ts';
import { err, ok, type Result } from '#contract/result.ts';

/** Where a build step sees things; all of it inside the build root. */
export const BUILD_PATHS = {
  /** The app: writable while building, root's and read-only in the sealed root. */
  app: '/opt/app',
  /** Node that will run the app. */
  node: '/opt/node',
  /** Our own Node with npm and what fetches artifacts, read-only: bin/node, lib/npm, fetch.mjs. */
  runtime: '/opt/hop3/runtime',
  /** A cache of this toolchain's downloads. */
  cache: '/opt/hop3/cache',
  /** `inputs` of the plan, read-only. */
  input: '/opt/hop3/input',
} as const;

/** One program of a build, run as an unprivileged user without secrets, in /opt/app. No shell. */
export interface BuildStep {
  /** Completes "while ...", for failures: "installing npm packages". */
  readonly doing: string;
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly network: boolean;
  /** Whose download cache is bound at BUILD_PATHS.cache; only steps whose tool verifies what it takes from it have one. */
  readonly cache: 'npm' | 'pip' | null;
  /** A step that only makes starts faster may fail: some packages carry templates that are no valid programs. */
  readonly mayFail?: boolean;
}

export interface ToolchainPlan {
  /** Debian packages of the throw-away build root; none and no steps: there is no build root. */
  readonly buildPackages: readonly string[];
  /** Debian packages of the sealed root, in the order in which alternatives are to be decided. */
  readonly rootPackages: readonly string[];
  /** apt preferences of the sealed root: packages that must not come in. */
  readonly preferences: string | null;
  /** Files written into /opt/app before the steps. */
  readonly appFiles: Readonly<Record<string, string>>;
  /** Files seen at BUILD_PATHS.input. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly steps: readonly BuildStep[];
  /** Node of the app: a major version or an exact one; `headers` when something is compiled against it. */
  readonly node: { readonly version: string; readonly headers: boolean } | null;
  /** For closure.json. */
  readonly npm: readonly { readonly name: string; readonly version: string; readonly integrity: string }[];
  readonly python: readonly {
    readonly name: string;
    readonly version: string;
    readonly hashes: readonly string[];
  }[];
  /** Modules with the checksum that the lockfile has (h1:...). */
  readonly go: readonly { readonly name: string; readonly version: string; readonly sum: string }[];
  readonly maven: readonly { readonly name: string; readonly version: string; readonly sha256: string }[];
}

/** The host's registries; null for the tool's own default. */
export interface Registries {
  readonly npm: string | null;
  readonly pip: string | null;
  readonly go: string | null;
  readonly maven: string | null;
}

/** Where a build takes place. */
export interface BuildPlace {
  readonly registries: Registries;
  /** As Node names it: x64, arm64. */
  readonly architecture: string;
}

/**
 * What an ecosystem needs to be built and to run: a pure function of package and place. Same package, same plan.
 * - `concerns` says whether the toolchain has a part in this package; several may (apt with PHP).
 * - `plan` fails with build-failed or checksum-mismatch when the package's own files cannot be built from safely:
 *   a missing lockfile, an entry without a checksum.
 * - steps hold no text of the package but versions, names, paths and argv that the manifest's schema has checked.
 */
export interface Toolchain {
  readonly name: 'node' | 'python' | 'php' | 'go' | 'java' | 'generic';
  concerns(pack: Package): boolean;
  plan(pack: Package, place: BuildPlace): Result<ToolchainPlan, Failure>;
}

/** A plan with nothing in it, to be filled. */
export const EMPTY_PLAN: ToolchainPlan = {
  buildPackages: [],
  rootPackages: [],
  preferences: null,
  appFiles: {},
  inputs: {},
  steps: [],
  node: null,
  npm: [],
  python: [],
  go: [],
  maven: [],
};

/** A file of the package as text; a package without it cannot be built. */
export function packageFile(pack: Package, path: string): Result<string, Failure> {
  const encoded = pack.files[path];
  if (encoded !== undefined) return ok(Buffer.from(encoded, 'base64').toString('utf8'));
  return err(unbuildable('build-failed', `its package has no ${path}`));
}

/** The package itself is at fault; `why` completes "This app cannot be built: ...". */
export function unbuildable(code: 'build-failed' | 'checksum-mismatch', why: string): Failure {
  return failure(code, `This app cannot be built: ${why.replace(/[^\P{Cc}]/gu, '')}.`, {
    remedy: 'The app’s package needs mending: tell whoever publishes it.',
  });
}
