// SPDX-License-Identifier: AGPL-3.0-or-later
import { posix } from 'node:path';
import { z } from 'zod';
import type { PackageProblem } from './package-problem.ts';
import { atKey, atOffset, type LintRule, type PackageSources } from './package-sources.ts';

/** npm, pypi and go sources: the lockfile is there, says the versions of the manifest, and pins everything by checksum. */
export const lintLockfile: LintRule = (sources) => {
  const { source } = sources.manifest;
  if (source.type === 'apt' || source.type === 'maven') return [];
  const text = sources.files.get(source.lockfile);
  if (text === undefined) {
    return [atKey(sources, ['source', 'lockfile'], `there is no file "${source.lockfile}" in the package`)];
  }
  if (source.type === 'npm') return lintNpm(sources, source, text);
  return source.type === 'go' ? lintGo(sources, source, text) : lintPypi(sources, source, text);
};

type NpmSource = Extract<PackageSources['manifest']['source'], { type: 'npm' }>;
type GoSource = Extract<PackageSources['manifest']['source'], { type: 'go' }>;
type PypiSource = Extract<PackageSources['manifest']['source'], { type: 'pypi' }>;

const npmLock = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      inBundle: z.boolean().optional(),
      link: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

/** What the engine writes into package.json; the root of the lockfile must say the same. */
function npmDependencies(source: Pick<NpmSource, 'package' | 'version' | 'with'>): Record<string, string> {
  const further = source.with.map((spec): [string, string] => {
    const at = spec.lastIndexOf('@');
    return [spec.slice(0, at), spec.slice(at + 1)];
  });
  return { [source.package]: source.version, ...Object.fromEntries(further) };
}

function lintNpm(sources: PackageSources, source: NpmSource, text: string): PackageProblem[] {
  const file = source.lockfile;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return [atOffset(file, text, 0, `this is not JSON: ${(error as Error).message}`)];
  }
  const lock = npmLock.safeParse(json);
  if (!lock.success) return [atOffset(file, text, 0, 'this is not a package-lock.json of version 3')];

  const found: PackageProblem[] = [];
  const wanted = npmDependencies(source);
  const root = lock.data.packages['']?.dependencies ?? {};
  const names = new Set([...Object.keys(wanted), ...Object.keys(root)]);
  for (const name of names) {
    const locked = lock.data.packages[`node_modules/${name}`]?.version;
    if (root[name] !== wanted[name] || locked !== wanted[name]) {
      const message = `hop3.toml says ${name} ${wanted[name] ?? '(nothing)'}, the lockfile ${locked ?? root[name] ?? '(nothing)'}`;
      found.push(atKey(sources, ['source', 'version'], message, 'Make the lockfile again'));
    }
  }
  for (const [path, entry] of Object.entries(lock.data.packages)) {
    if (path === '') continue;
    const at = Math.max(0, text.indexOf(`"${path}"`));
    if (entry.link === true || /^(?:file|git|github|https?):/.test(entry.version ?? '')) {
      found.push(atOffset(file, text, at, `${path} does not come from the registry`));
    } else if (entry.integrity === undefined && entry.inBundle !== true) {
      found.push(atOffset(file, text, at, `${path} has no checksum`));
    }
    if (entry.resolved !== undefined) {
      const remedy = 'Make it with npm install --package-lock-only --omit-lockfile-registry-resolved';
      found.push(atOffset(file, text, at, `${path} names the host of a registry`, remedy));
    }
  }
  return found;
}

const REQUIREMENT =
  /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[A-Za-z0-9,_-]+\])?==([A-Za-z0-9.+!]+)(?:\s*;[^\\#]*)?((?:\s+--hash=sha256:[0-9a-f]{64})*)$/;

function lintPypi(sources: PackageSources, source: PypiSource, text: string): PackageProblem[] {
  const found: PackageProblem[] = [];
  const versions = new Map<string, string>();
  let offset = 0;
  for (const [line, raw] of logicalLines(text)) {
    offset = line;
    const match = REQUIREMENT.exec(raw);
    if (!match) {
      found.push(
        atOffset(
          source.lockfile,
          text,
          offset,
          `only name==version --hash=sha256:… is allowed here, not "${raw.slice(0, 60)}"`,
        ),
      );
      continue;
    }
    if (!match[3]) found.push(atOffset(source.lockfile, text, offset, `${match[1]} has no checksum`));
    versions.set(pypiName(match[1] ?? ''), match[2] ?? '');
  }
  const locked = versions.get(pypiName(source.package));
  if (locked !== source.version) {
    const message = `hop3.toml says ${source.package} ${source.version}, the lockfile ${locked ?? '(nothing)'}`;
    found.push(atKey(sources, ['source', 'version'], message, 'Make the lockfile again'));
  }
  for (const key of ['with', 'allow-sdists'] as const) {
    for (const name of source[key]) {
      if (!versions.has(pypiName(name)))
        found.push(atKey(sources, ['source', key], `${name} is not in the lockfile`));
    }
  }
  return found;
}

const GO_SUM = /^[^\s]+ v[^\s/]+(?:\/go\.mod)? h1:[A-Za-z0-9+/]{43}=$/;
const TOOLCHAIN_ARCHITECTURES = ['amd64', 'arm64'];

function lintGo(sources: PackageSources, source: GoSource, text: string): PackageProblem[] {
  const found: PackageProblem[] = [];
  const lines = new Set(text.split('\n'));
  let offset = 0;
  for (const line of text.split('\n')) {
    if (line !== '' && !GO_SUM.test(line)) {
      found.push(
        atOffset(
          source.lockfile,
          text,
          offset,
          `only “module version h1:…” is allowed here, not "${line.slice(0, 60)}"`,
        ),
      );
    }
    offset += line.length + 1;
  }
  const hasSum = (module: string, version: string) =>
    [`${module} ${version} h1:`, `${module} ${version}/go.mod h1:`].every((start) =>
      [...lines].some((line) => line.startsWith(start)),
    );
  if (!hasSum(source.module, `v${source.version}`)) {
    const message = `the lockfile has no checksums of ${source.module} v${source.version}`;
    found.push(atKey(sources, ['source', 'version'], message, 'Make go.mod and go.sum again'));
  }
  for (const architecture of source.toolchain === undefined ? [] : TOOLCHAIN_ARCHITECTURES) {
    const version = `v0.0.1-go${source.toolchain}.linux-${architecture}`;
    if (!hasSum('golang.org/toolchain', version)) {
      const message = `the lockfile has no checksums of golang.org/toolchain ${version}`;
      const remedy = 'Take them from go mod download -json, with a line for its /go.mod too';
      found.push(atKey(sources, ['source', 'toolchain'], message, remedy));
    }
  }
  const file = posix.join(posix.dirname(source.lockfile), 'go.mod');
  const goMod = sources.files.get(file);
  if (goMod === undefined) {
    found.push(atKey(sources, ['source', 'lockfile'], `there is no file "${file}" in the package`));
  } else if (
    !goMod
      .split('\n')
      .map((line) => line.replace(/^\s*(?:require\s+)?|\s*(?:\/\/.*)?$/g, ''))
      .some((line) => line === `${source.module} v${source.version}`)
  ) {
    const message = `${file} does not require ${source.module} v${source.version}`;
    found.push(atKey(sources, ['source', 'version'], message, 'Make go.mod and go.sum again'));
  }
  return found;
}

/** Lines joined at backslashes, without comments, with the offset of their beginning. */
function logicalLines(text: string): [number, string][] {
  const lines: [number, string][] = [];
  let offset = 0;
  let open: [number, string] | null = null;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const begins = offset;
    offset += raw.length + 1;
    if (open === null && (line === '' || line.startsWith('#'))) continue;
    const continued = line.endsWith('\\');
    const content = continued ? line.slice(0, -1).trim() : line;
    open = open === null ? [begins, content] : [open[0], `${open[1]} ${content}`.trim()];
    if (!continued) {
      lines.push(open);
      open = null;
    }
  }
  if (open !== null) lines.push(open);
  return lines;
}

/** PEP 503. */
function pypiName(name: string): string {
  return name
    .replace(/\[.*\]$/, '')
    .replace(/[-_.]+/g, '-')
    .toLowerCase();
}
