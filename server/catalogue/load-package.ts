// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { canonicalJson } from '#contract/canonical-json.ts';
import { appId } from '#contract/ids.ts';
import { type Package, packageSchema } from '#contract/package.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { catalogueFolder } from './catalogue-folder.ts';
import { lintPackage } from './lint-package.ts';
import type { PackageProblem } from './package-problem.ts';
import { MANIFEST_FILE, parseManifest } from './parse-manifest.ts';

export interface LoadedPackage {
  package: Package;
  /** sha256 of the package's canonical JSON, 64 hex digits: what tickets and proofs name. */
  digest: string;
}

/** Files for people and for the catalogue, which no host needs. */
const NOT_FOR_HOSTS = /^(?:icon\.svg|README\.md|CHANGELOG\.md|proof\.json|screenshots\/)/;

/** Of all files together; hooks, templates and lockfiles are far smaller. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads, checks and lints `<catalogue>/<id>/`. Synchronous: a package is some small files. */
export function loadPackage(
  id: string,
  catalogue = catalogueFolder(),
): Result<LoadedPackage, PackageProblem[]> {
  if (!appId.safeParse(id).success) return refused(`"${id}" is not the name of an app`);
  const folder = join(catalogue, id);
  const contents = readFiles(folder);
  if (!contents.ok) return contents;

  const manifestText = contents.value.get(MANIFEST_FILE);
  if (!manifestText) return refused(`there is no app named "${id}"`);
  const parsed = parseManifest(manifestText.toString('utf8'));
  if (!parsed.ok) return parsed;

  const files = [...contents.value].filter(([path]) => path !== MANIFEST_FILE);
  const problems = lintPackage({
    folder: id,
    ...parsed.value,
    files: new Map(files.map(([path, bytes]) => [path, bytes.toString('utf8')])),
  });
  if (problems.length > 0) return err(problems);

  const loaded = packageSchema.parse({
    id,
    manifest: parsed.value.manifest,
    files: Object.fromEntries(
      files
        .filter(([path]) => !NOT_FOR_HOSTS.test(path))
        .map(([path, bytes]) => [path, bytes.toString('base64')]),
    ),
  });
  return ok({ package: loaded, digest: digestOf(loaded) });
}

export function digestOf(loaded: Package): string {
  return createHash('sha256').update(canonicalJson(loaded)).digest('hex');
}

/** Ids of the folders that hold a hop3.toml, sorted. */
export function packageIds(catalogue = catalogueFolder()): string[] {
  return readdirSync(catalogue, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && appId.safeParse(entry.name).success)
    .filter((entry) => readdirSync(join(catalogue, entry.name)).includes(MANIFEST_FILE))
    .map((entry) => entry.name)
    .sort();
}

function readFiles(folder: string): Result<Map<string, Buffer>, PackageProblem[]> {
  const files = new Map<string, Buffer>();
  let bytes = 0;
  let entries: ReturnType<typeof listFolder>;
  try {
    entries = listFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ok(files);
    throw error;
  }
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (!entry.isFile()) return refused('a package holds plain files only, no links', path);
    const content = readFileSync(join(folder, path));
    bytes += NOT_FOR_HOSTS.test(path) ? 0 : content.length;
    if (bytes > MAX_BYTES)
      return refused(`the files of a package are at most ${MAX_BYTES} bytes together`, path);
    files.set(path, content);
  }
  return ok(files);
}

function listFolder(folder: string) {
  return readdirSync(folder, { withFileTypes: true, recursive: true });
}

function refused(message: string, file = MANIFEST_FILE): { ok: false; error: PackageProblem[] } {
  return err([{ file, line: 1, column: 1, key: '', message, remedy: null }]);
}
