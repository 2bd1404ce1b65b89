// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { absolutePath, debianPackage, relativePath } from './strings.ts';

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
  /** Further Debian packages of the root, in whatever version the suite has. */
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
  'keep-generated': keepGenerated,
});

export const SOURCE_TYPES_NOT_YET = ['go', 'crate', 'maven', 'git', 'archive', 'image'];

/** `[source]`: what goes into the sealed root. */
export const sourceSchema = z.discriminatedUnion('type', [aptSource, npmSource, pypiSource], {
  error: (issue) => {
    const type = (issue.input as { type?: unknown } | undefined)?.type;
    if (typeof type === 'string' && SOURCE_TYPES_NOT_YET.includes(type)) {
      return `source type "${type}" is not supported yet; use apt, npm or pypi`;
    }
    return issue.code === 'invalid_union' ? 'type must be apt, npm or pypi' : undefined;
  },
});
