// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host, Listener } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import type { BuildSettings } from '#agent/plugins/builder/contract.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { DebianSuite } from '#contract/rootd-api.ts';
import { archiveName, parseDpkgStatus, parsePrintedUris } from './apt-output.ts';
import { aptCache, keepIndex } from './apt-tree.ts';
import {
  type ArchiveSource,
  firstMirror,
  type Mirrors,
  mirrorFileOf,
  mirrorsOf,
  parseDeb822,
  parseSourcesList,
  sourcesList,
} from './archive-sources.ts';
import { buildFailure, diskFull } from './build-failure.ts';
import { type ClosurePackage, sizeForPeople } from './closure.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { sealTree } from './seal.ts';
import { fetchUnit, hostUnit, runUnit } from './transient-unit.ts';
import { makeWorkDirectory, sweepWork, type WorkDirectory } from './work-directory.ts';

export interface Base {
  readonly suite: DebianSuite;
  readonly digest: string;
  readonly bytes: number;
  readonly tree: string;
  /** Canonical listing of the tree, to share files with it. */
  readonly listing: string;
  readonly packages: readonly ClosurePackage[];
}

interface BaseRecord {
  readonly suite: DebianSuite;
  readonly digest: string;
  readonly bytes: number;
  readonly packages: readonly ClosurePackage[];
}

/** No manuals, translations or documentation but licences: dpkg itself leaves them out, so its state stays right. */
const DPKG_OPTIONS = [
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/info/*',
  'path-exclude=/usr/share/locale/*',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
] as const;

/** Where builds see the runtime, caches and inputs. */
export const BUILD_DIRECTORIES = {
  runtime: '/opt/hop3/runtime',
  cache: '/opt/hop3/cache',
  input: '/opt/hop3/input',
} as const;

const oneSuiteAtATime = oneAtATime();

const baseDirectory = (suite: DebianSuite, digest: string): string => `${paths.bases}/${suite}/${digest}`;

/**
 * The base tree of a suite: made with mmdebstrap from the host's own mirrors when it is not there yet.
 * Fails with host-unsuitable (no Debian sources, keyring too old), download-failed, not-enough-disk, build-failed.
 */
export async function ensureBase(
  suite: DebianSuite,
  settings: BuildSettings,
  host: Host,
  listener: Listener,
): Promise<Result<{ suite: DebianSuite; digest: string; bytes: number }, Failure>> {
  const base = await findOrMakeBase(suite, settings, host, listener);
  return base.ok ? ok({ suite, digest: base.value.digest, bytes: base.value.bytes }) : base;
}

/** As ensureBase, with what builders need. */
export async function findOrMakeBase(
  suite: DebianSuite,
  settings: BuildSettings,
  host: Host,
  listener: Listener,
): Promise<Result<Base, Failure>> {
  return await oneSuiteAtATime(suite, async () => {
    const present = await readBase(suite, host);
    if (present) return ok(present);
    await sweepWork(host);
    const work = await makeWorkDirectory(host);
    try {
      return await makeBase(suite, settings, work, host, listener);
    } catch (error) {
      const full = diskFull(error);
      if (full) return err(full);
      throw error;
    } finally {
      await work.remove();
    }
  });
}

async function readBase(suite: DebianSuite, host: Host): Promise<Base | null> {
  const digest = (await host.readText(`${paths.bases}/${suite}/current.txt`))?.trim();
  if (digest === undefined || !/^[0-9a-f]{64}$/.test(digest)) return null;
  const directory = baseDirectory(suite, digest);
  const record = await host.readText(`${directory}/base.json`);
  const listing = await host.readText(`${directory}/listing`);
  if (record === null || listing === null) return null;
  const { bytes, packages } = JSON.parse(record) as BaseRecord;
  return { suite, digest, bytes, packages, listing, tree: `${directory}/tree` };
}

async function makeBase(
  suite: DebianSuite,
  settings: BuildSettings,
  work: WorkDirectory,
  host: Host,
  listener: Listener,
): Promise<Result<Base, Failure>> {
  const startedMs = host.nowMs();
  const mirrors = await mirrorsOfHost(host);
  if (!mirrors.ok) return mirrors;
  const keyring = await keyringKnows(suite, host);
  if (!keyring.ok) return keyring;

  const tree = `${work.path}/tree`;
  const made = await runUnit(
    host,
    hostUnit({
      name: work.unit('base'),
      command: [
        'mmdebstrap',
        '--mode=root',
        '--variant=apt',
        '--format=directory',
        '--components=main',
        '--include=ca-certificates,tzdata',
        '--skip=cleanup/apt',
        '--aptopt=Acquire::Languages "none"',
        '--aptopt=APT::Install-Recommends "0"',
        ...DPKG_OPTIONS.map((option) => `--dpkgopt=${option}`),
        suite,
        tree,
        '-',
      ],
    }),
    { stdin: sourcesList(suite, mirrors.value), onLine: listener.log },
  );
  if (made.exitCode !== 0) return err(buildFailure(`making the Debian ${suite} base`, made));

  const cache = aptCache(suite);
  await host.makeDirectory(cache.archives, { mode: 0o755 });
  await host.removeTree(cache.lists);
  await host.rename(`${tree}/var/lib/apt/lists`, cache.lists);
  await host.makeDirectory(`${tree}/var/lib/apt/lists`, { mode: 0o755 });
  await host.writeAtomic(cache.updated, JSON.stringify({ atMs: startedMs }));

  const packages = await packagesOfBase(suite, tree, settings, work, host);
  if (!packages.ok) return packages;
  await host.removeTree(cache.index);
  await keepIndex({ tree, suite, work, host });
  const sealed = await sealTree({
    tree,
    kind: 'base',
    keepGenerated: [],
    directories: ['/opt/app', '/opt/node', ...Object.values(BUILD_DIRECTORIES)],
    files: [],
    base: null,
    startedMs,
  });

  const { digest, bytes, listing } = sealed;
  const record: BaseRecord = { suite, digest, bytes, packages: packages.value };
  await host.makeDirectory(`${work.path}/base`, { mode: 0o700 });
  await host.rename(tree, `${work.path}/base/tree`);
  await host.writeAtomic(`${work.path}/base/listing`, listing, { mode: 0o600 });
  await host.writeAtomic(`${work.path}/base/base.json`, JSON.stringify(record), { mode: 0o600 });
  await host.makeDirectory(paths.bases, { mode: 0o700 });
  await host.makeDirectory(`${paths.bases}/${suite}`, { mode: 0o700 });
  await host.removeTree(baseDirectory(suite, digest));
  await host.rename(`${work.path}/base`, baseDirectory(suite, digest));
  await host.writeAtomic(`${paths.bases}/${suite}/current.txt`, `${digest}\n`, { mode: 0o600 });
  listener.note(
    `Made the Debian ${suite} base: ${packages.value.length} packages, ${sizeForPeople(bytes)}, signatures checked`,
  );
  return ok({
    suite,
    digest,
    bytes,
    packages: packages.value,
    listing,
    tree: `${baseDirectory(suite, digest)}/tree`,
  });
}

async function mirrorsOfHost(host: Host): Promise<Result<Mirrors, Failure>> {
  const directory = '/etc/apt/sources.list.d';
  const sources = parseSourcesList((await host.readText('/etc/apt/sources.list')) ?? '');
  for (const name of await host.list(directory)) {
    const text = (await host.readText(`${directory}/${name}`)) ?? '';
    if (name.endsWith('.list')) sources.push(...parseSourcesList(text));
    if (name.endsWith('.sources')) sources.push(...parseDeb822(text));
  }
  const named: ArchiveSource[] = [];
  for (const source of sources) {
    const file = mirrorFileOf(source.uri);
    const uri = file === null ? source.uri : firstMirror((await host.readText(file)) ?? '');
    if (uri !== null) named.push({ ...source, uri });
  }
  const { archive, security } = mirrorsOf(named);
  if (archive !== null && security !== null) return ok({ archive, security });
  return err(
    failure(
      'host-unsuitable',
      archive === null
        ? 'The server’s package sources name no Debian mirror.'
        : 'The server’s package sources have no Debian security updates.',
      {
        remedy: 'Mend /etc/apt/sources.list.d on the server (Debian’s own default is right), then try again.',
      },
    ),
  );
}

/** Whether Debian's keyring on this host is new enough for the suite. */
async function keyringKnows(suite: DebianSuite, host: Host): Promise<Result<void, Failure>> {
  const names = await host.list('/usr/share/keyrings');
  if (names.some((name) => name.startsWith(`debian-archive-${suite}-automatic.`))) return ok(undefined);
  return err(
    failure('host-unsuitable', `The server's Debian keyring does not know the keys of Debian ${suite}.`, {
      remedy: 'Update the package debian-archive-keyring on the server, then try again.',
    }),
  );
}

/** The base's packages with the sha256 of their archives, from the signed lists. */
async function packagesOfBase(
  suite: DebianSuite,
  tree: string,
  settings: BuildSettings,
  work: WorkDirectory,
  host: Host,
): Promise<Result<ClosurePackage[], Failure>> {
  const installed = parseDpkgStatus((await host.readText(`${tree}/var/lib/dpkg/status`)) ?? '');
  const result = await runUnit(
    host,
    fetchUnit({
      name: work.unit('closure'),
      root: tree,
      command: [
        '/usr/bin/apt-get',
        '-qq',
        '--print-uris',
        '-o',
        'Acquire::ForceHash=SHA256',
        'download',
        ...installed.map(({ name, version }) => `${name}=${version}`),
      ],
      readOnlyBinds: [
        { host: aptCache(suite).lists, inRoot: '/var/lib/apt/lists' },
        { host: settings.caBundle, inRoot: '/etc/ssl/certs/ca-certificates.crt' },
      ],
    }),
  );
  if (result.exitCode !== 0) return err(buildFailure('recording what the base is made of', result));
  const hashes = new Map(parsePrintedUris(result.stdout).map((deb) => [deb.file, deb.sha256]));
  return ok(
    installed.map((item) => ({
      name: item.name,
      version: item.version,
      architecture: item.architecture,
      sha256: hashes.get(archiveName(item)) ?? null,
    })),
  );
}
