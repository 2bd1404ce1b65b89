// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { absolutePath, debianPackage, relativePath, slug } from './strings.ts';

const suite = z.enum(['trixie', 'bookworm']).default('trixie');

/** `~6.8` or `~2.2.6`: what the archive has within that series (see version-series.ts). */
const aptSeries = z
  .string()
  .regex(
    /^~[0-9]{1,8}(?:\.[0-9]{1,8}){1,3}$/,
    'a series such as ~6.8: the archive keeps only the newest of it',
  );

const npmPackage = z
  .string()
  .regex(/^(?:@[a-z0-9][a-z0-9._-]{0,99}\/)?[a-z0-9][a-z0-9._-]{0,99}$/, 'the name of an npm package');

const exactNpmVersion = z
  .string()
  .regex(/^[0-9]{1,8}\.[0-9]{1,8}\.[0-9]{1,8}(?:-[0-9A-Za-z.-]{1,40})?$/, 'an exact version such as 5.0.7');

/** `name@1.2.3`: a further npm package beside the app's own. */
const exactNpmSpec = z
  .string()
  .regex(
    /^(?:@[a-z0-9][a-z0-9._-]{0,99}\/)?[a-z0-9][a-z0-9._-]{0,99}@[0-9]{1,8}\.[0-9]{1,8}\.[0-9]{1,8}(?:-[0-9A-Za-z.-]{1,40})?$/,
    'a package with its exact version such as name@1.2.3',
  );

const pypiPackage = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:\[[A-Za-z0-9,_-]{1,60}\])?$/, 'the name of a PyPI package');

const exactPypiVersion = z
  .string()
  .regex(
    /^[0-9]{1,8}(?:\.[0-9]{1,8}){0,4}(?:(?:a|b|rc)[0-9]{1,4})?(?:\.post[0-9]{1,4})?$/,
    'an exact version such as 3.5.4',
  );

/** What maintainer scripts made in /etc or /var and that the sealed root keeps (otherwise deleted). */
const keepGenerated = z
  .array(absolutePath.regex(/^\/(?:etc|var)\//, 'a path below /etc or /var'))
  .max(50)
  .default([]);

/** A real `dpkg` installation of `package` and `with` in the root; no code in /opt/app. */
const aptSource = z.strictObject({
  type: z.literal('apt'),
  suite,
  package: debianPackage,
  version: aptSeries,
  /**
   * Further Debian packages of the root, in whatever version the suite has. With [php] Apache stays out unless `apache2`
   * is named: for packages that depend on it; nothing starts it.
   */
  with: z.array(debianPackage).max(50).default([]),
  'keep-generated': keepGenerated,
});

/**
 * `npm ci` in /opt/app with the lockfile of the package. The engine writes /opt/app/package.json itself:
 * `{"name":"app","version":"1.0.0","private":true,"dependencies":{package: version, ...with},"overrides":{...}}`
 * (the lockfile's root agrees with it; lint checks). Scripts of dependencies are off
 * but for the packages in `allow-scripts`.
 */
const npmSource = z.strictObject({
  type: z.literal('npm'),
  suite,
  package: npmPackage,
  version: exactNpmVersion,
  with: z.array(exactNpmSpec).max(50).default([]),
  /** package-lock.json beside hop3.toml, without registry hosts (npm's omit-lockfile-registry-resolved). */
  lockfile: relativePath,
  overrides: z.record(npmPackage, exactNpmVersion).default({}),
  'allow-scripts': z.array(npmPackage).max(50).default([]),
  'keep-generated': keepGenerated,
});

/**
 * A virtual environment at /opt/app of the suite's own Python (trixie: 3.13), filled by
 * `pip install --require-hashes --no-deps --only-binary :all: -r <lockfile>`.
 */
const pypiSource = z.strictObject({
  type: z.literal('pypi'),
  suite,
  package: pypiPackage,
  version: exactPypiVersion,
  with: z.array(pypiPackage).max(50).default([]),
  /** requirements file with every version and hash. */
  lockfile: relativePath,
  /**
   * Packages of the lockfile that have no wheel: built from their source after all others are there, with what the
   * lockfile has (their build backends too) and nothing else.
   */
  'allow-sdists': z.array(pypiPackage).max(20).default([]),
  'keep-generated': keepGenerated,
});

const goPath = z
  .string()
  .max(200)
  .regex(
    /^[a-z0-9.-]+\.[a-z]{2,}(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/,
    'the path of a Go module such as example.org/news/v2',
  );

/**
 * A program of a Go module, built by `go build -trimpath` into /opt/app/bin/<program>. `go.mod` beside the lockfile is
 * that of a module of ours which requires the app's module and lists everything that the build needs (`go get
 * <module>/<build>@v<version>` in an empty module makes both); the build may not change either, so every byte is one
 * whose checksum stands in the lockfile.
 */
const goSource = z.strictObject({
  type: z.literal('go'),
  suite,
  module: goPath,
  /** Without Go's `v`. */
  version: z
    .string()
    .regex(
      /^[0-9]{1,8}\.[0-9]{1,8}\.[0-9]{1,8}(?:-[0-9A-Za-z.-]{1,60})?(?:\+incompatible)?$/,
      'an exact version such as 0.36.1',
    ),
  /** Directory of the main package in the module; absent: the module's own. */
  build: relativePath.optional(),
  program: slug,
  /** go.sum; go.mod is beside it. */
  lockfile: relativePath.regex(/(?:^|\/)go\.sum$/, 'a file named go.sum'),
  /**
   * Go that builds it, where the suite's own is too old: the module golang.org/toolchain of that version, whose
   * checksums stand in the lockfile (`v0.0.1-go<version>.linux-<architecture>`, each with its /go.mod).
   */
  toolchain: z
    .string()
    .regex(/^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$/, 'a version of Go such as 1.27.0')
    .optional(),
  cgo: z.boolean().default(false),
  tags: z
    .array(z.string().regex(/^[A-Za-z0-9_.]{1,40}$/, 'a build tag'))
    .max(20)
    .default([]),
  /** The variable that holds the program's own version: set to `version`. */
  'version-variable': z
    .string()
    .max(250)
    .regex(/^[A-Za-z0-9._~/-]+\.[A-Za-z_][A-Za-z0-9_]*$/, 'a variable such as example.org/news.Version')
    .optional(),
  'keep-generated': keepGenerated,
});

const mavenPackage = z
  .string()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}:[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/,
    'group:artifact such as org.example:news',
  )
  .refine((name) => !name.includes('..'), 'no two dots in a row');

const exactMavenVersion = z
  .string()
  .regex(/^[0-9][A-Za-z0-9_-]{0,30}(?:\.[A-Za-z0-9_-]{1,30}){0,5}$/, 'an exact version such as 26.4.0');

const mavenClassifier = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/, 'a classifier');

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 of 64 hex digits');

/**
 * An artifact of a Maven repository: a zip or tar.gz unpacked into /opt/app, or a jar as /opt/app/<artifact>.jar, with
 * the suite's Java runtime in the root.
 */
const mavenSource = z.strictObject({
  type: z.literal('maven'),
  suite,
  package: mavenPackage,
  version: exactMavenVersion,
  packaging: z.enum(['jar', 'zip', 'tar.gz']).default('jar'),
  classifier: mavenClassifier.optional(),
  sha256,
  /** Directories at the front of the archive's paths that are left away. */
  strip: z.int().min(0).max(5).default(0),
  /** Further jars, each put at `to` below /opt/app. */
  with: z
    .array(
      z.strictObject({
        package: mavenPackage,
        version: exactMavenVersion,
        classifier: mavenClassifier.optional(),
        sha256,
        to: relativePath,
      }),
    )
    .max(20)
    .default([]),
  /** Java's version: bookworm has 17, trixie 21 and 25. */
  java: z.literal([17, 21, 25]).default(21),
  'keep-generated': keepGenerated,
});

const SOURCE_TYPES_NOT_YET = ['crate', 'git', 'archive', 'image'];

/** `[source]`: what goes into the sealed root. */
export const sourceSchema = z.discriminatedUnion(
  'type',
  [aptSource, npmSource, pypiSource, goSource, mavenSource],
  {
    error: (issue) => {
      const type = (issue.input as { type?: unknown } | undefined)?.type;
      if (typeof type === 'string' && SOURCE_TYPES_NOT_YET.includes(type)) {
        return `source type "${type}" is not supported yet; use apt, npm, pypi, go or maven`;
      }
      return issue.code === 'invalid_union' ? 'type must be apt, npm, pypi, go or maven' : undefined;
    },
  },
);
