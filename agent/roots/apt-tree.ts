// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host, Listener } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { changeTree, hashFile, linkFile } from '#agent/host/tree.ts';
import type { Failure } from '#contract/failure.ts';
import { failure } from '#contract/failure.ts';
import { isInSeries } from '#contract/manifest/version-series.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { DebianSuite } from '#contract/rootd-api.ts';
import { type PlannedDeb, parseMadison, parsePrintedUris } from './apt-output.ts';
import { buildFailure } from './build-failure.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { fetchUnit, installUnit, runUnit } from './transient-unit.ts';
import type { WorkDirectory } from './work-directory.ts';

/** Debian packages of one tree that is being built: plan and fetch with the network, install without. */
export interface AptTree {
  readonly tree: string;
  readonly suite: DebianSuite;
  readonly caBundle: string;
  readonly work: WorkDirectory;
  readonly host: Host;
  readonly listener: Listener;
}

export interface AptPlan {
  /** As apt is told them. */
  readonly packages: readonly string[];
  readonly debs: readonly PlannedDeb[];
}

/** Lists younger than this are not asked for again. */
const LISTS_FRESH_MS = 15 * 60_000;

const NO_QUESTIONS = [
  '-y',
  '-o',
  'APT::Install-Recommends=0',
  '-o',
  'Dpkg::Use-Pty=0',
  '-o',
  'Dpkg::Options::=--force-confdef',
  '-o',
  'Dpkg::Options::=--force-confold',
  '-o',
  'Dpkg::Options::=--force-unsafe-io',
] as const;

const oneSuiteAtATime = oneAtATime();

/** Shared by all builds of a suite; under root's hands only, units of builds see them read-only. */
export const aptCache = (suite: DebianSuite) => {
  const top = `${paths.cache}/apt/${suite}`;
  return {
    top,
    lists: `${top}/lists`,
    archives: `${top}/archives`,
    updated: `${top}/updated.json`,
    /** apt's own compiled form of the lists and of what the base has installed. */
    index: `${top}/index`,
  };
};

const INDEX_FILES = ['pkgcache.bin', 'srcpkgcache.bin'];
/** In a tree. */
const INDEX_PLACE = '/var/cache/apt';

const networkBinds = (apt: AptTree) => [
  { host: '/etc/resolv.conf', inRoot: '/etc/resolv.conf' },
  { host: '/etc/hosts', inRoot: '/etc/hosts' },
  { host: apt.caBundle, inRoot: '/etc/ssl/certs/ca-certificates.crt' },
];

/** Brings the suite's package lists up to date; signatures are checked against Debian's keyring. */
export async function refreshLists(apt: AptTree): Promise<Result<void, Failure>> {
  const cache = aptCache(apt.suite);
  return await oneSuiteAtATime(apt.suite, async () => {
    const known = await apt.host.readText(cache.updated);
    const atMs = known === null ? 0 : (JSON.parse(known) as { atMs: number }).atMs;
    const age = apt.host.nowMs() - atMs;
    if (age >= 0 && age < LISTS_FRESH_MS) {
      await seedIndex(apt);
      return ok(undefined);
    }
    await apt.host.removeTree(cache.index);
    await apt.host.makeDirectory(cache.lists, { mode: 0o755 });
    await apt.host.makeDirectory(cache.archives, { mode: 0o755 });
    const result = await runUnit(
      apt.host,
      fetchUnit({
        name: apt.work.unit('lists'),
        root: apt.tree,
        command: ['/usr/bin/apt-get', '-q', '-o', 'APT::Update::Error-Mode=any', 'update'],
        readOnlyBinds: networkBinds(apt),
        binds: [{ host: cache.lists, inRoot: '/var/lib/apt/lists' }],
      }),
      { onLine: apt.listener.log },
    );
    if (result.exitCode !== 0)
      return err(buildFailure('reading the package lists of the Debian archive', result));
    await apt.host.writeAtomic(cache.updated, JSON.stringify({ atMs: apt.host.nowMs() }));
    await keepIndex(apt);
    await forgetOldArchives(apt);
    return ok(undefined);
  });
}

/** Each use of an archive gives it another name for a while, which sets its change time. */
async function forgetOldArchives(apt: AptTree): Promise<void> {
  const { archives } = aptCache(apt.suite);
  await apt.host.run([
    'find',
    archives,
    '-maxdepth',
    '1',
    '-type',
    'f',
    '-name',
    '*.deb',
    '-ctime',
    '+14',
    '-delete',
  ]);
}

/**
 * Keeps apt's index of a tree that is still a plain copy of the base, before any script ran in it, for the next
 * builds: it saves each of them a second. apt itself sees when it does not fit and makes it anew.
 */
export async function keepIndex(apt: Pick<AptTree, 'tree' | 'suite' | 'work' | 'host'>): Promise<void> {
  const { index } = aptCache(apt.suite);
  if (await apt.host.exists(index)) return;
  const made = `${apt.work.path}/index`;
  await apt.host.makeDirectory(made, { mode: 0o700 });
  const files = INDEX_FILES.map((name) => `${apt.tree}${INDEX_PLACE}/${name}`);
  const copied = await apt.host.run(['cp', '-p', '--reflink=auto', '--', ...files, made]);
  if (copied.exitCode === 0) await apt.host.rename(made, index);
}

/** A copy: scripts may write to the tree's. */
async function seedIndex(apt: AptTree): Promise<void> {
  const { index } = aptCache(apt.suite);
  if (!(await apt.host.exists(index))) return;
  const files = INDEX_FILES.map((name) => `${index}/${name}`);
  await apt.host.run(['cp', '-p', '--reflink=auto', '--', ...files, `${apt.tree}${INDEX_PLACE}/`]);
}

/** The newest version of a package within a series that the archive has now. */
export async function chooseVersion(
  apt: AptTree,
  wanted: { readonly package: string; readonly series: string },
): Promise<Result<string, Failure>> {
  const result = await query(apt, 'versions', ['/usr/bin/apt-cache', 'madison', '--', wanted.package]);
  const versions = parseMadison(result.stdout);
  const newest = versions[0];
  if (result.exitCode !== 0 || newest === undefined) {
    return err(
      failure('package-not-found', `Debian ${apt.suite} has no package ${wanted.package}.`, {
        remedy: 'The app’s description needs mending: tell whoever publishes it.',
      }),
    );
  }
  const inSeries = versions.find((version) => isInSeries(version, wanted.series));
  if (inSeries !== undefined) return ok(inSeries);
  return err(
    failure(
      'package-version-gone',
      `Debian ${apt.suite} now has ${wanted.package} ${newest}; this app was made for the ${wanted.series.slice(1)} series, which is no longer there.`,
      {
        remedy:
          'Wait until the catalogue has been updated and proven for the new version, then install again.',
      },
    ),
  );
}

/** What must be fetched to have `packages` (and the base's updates) in the tree. An empty list when all is there. */
export async function planInstallation(
  apt: AptTree,
  packages: readonly string[],
): Promise<Result<AptPlan, Failure>> {
  const result = await query(apt, 'plan', [
    '/usr/bin/apt-get',
    ...NO_QUESTIONS,
    '-qq',
    '--print-uris',
    '-o',
    'Acquire::ForceHash=SHA256',
    '-o',
    'Dir::Cache::archives=/tmp',
    'dist-upgrade',
    ...packages,
  ]);
  if (result.exitCode !== 0) return err(buildFailure('working out which Debian packages are needed', result));
  return ok({ packages, debs: parsePrintedUris(result.stdout) });
}

/** Fetches the planned archives into the suite's cache, checks each, and gives the build a directory with just these. */
export async function fetchArchives(
  apt: AptTree,
  plan: AptPlan,
): Promise<Result<{ directory: string; fetchedBytes: number }, Failure>> {
  const cache = aptCache(apt.suite);
  const directory = `${apt.work.path}/archives-${Buffer.from(apt.host.randomBytes(4)).toString('hex')}`;
  await apt.host.makeDirectory(`${directory}/partial`, { mode: 0o700 });
  return await oneSuiteAtATime(apt.suite, async () => {
    await apt.host.makeDirectory(`${cache.archives}/partial`, { mode: 0o755 });
    const missing = await wrongArchives(apt, plan.debs);
    if (missing.length > 0) {
      for (const deb of missing) await apt.host.removeFile(`${cache.archives}/${deb.file}`);
      const result = await runUnit(
        apt.host,
        fetchUnit({
          name: apt.work.unit('fetch'),
          root: apt.tree,
          command: [
            '/usr/bin/apt-get',
            ...NO_QUESTIONS,
            '-q',
            '--download-only',
            'dist-upgrade',
            ...plan.packages,
          ],
          readOnlyBinds: [...networkBinds(apt), { host: cache.lists, inRoot: '/var/lib/apt/lists' }],
          binds: [{ host: cache.archives, inRoot: '/var/cache/apt/archives' }],
        }),
        { onLine: apt.listener.log },
      );
      if (result.exitCode !== 0) return err(buildFailure('fetching Debian packages', result));
    }
    const wrong = await wrongArchives(apt, plan.debs);
    if (wrong.length > 0) {
      return err(
        failure(
          'checksum-mismatch',
          `${wrong[0]?.file ?? 'A package'} does not have the checksum that the signed lists name.`,
          {
            remedy: 'Try again; if it stays so, the mirror or something on the way changes files.',
            detail: wrong.map((deb) => deb.file).join('\n'),
          },
        ),
      );
    }
    for (const deb of plan.debs) await linkFile(`${cache.archives}/${deb.file}`, `${directory}/${deb.file}`);
    return ok({ directory, fetchedBytes: missing.reduce((sum, deb) => sum + deb.size, 0) });
  });
}

/** Unpacks and configures what was fetched; maintainer scripts run here, without network, in a unit of their own. */
export async function installOffline(
  apt: AptTree,
  plan: { readonly packages: readonly string[]; readonly archives: string },
): Promise<Result<void, Failure>> {
  // Scripts may have run in this tree before: nothing is written through a link of theirs.
  await changeTree(apt.tree, [
    { kind: 'write', path: '/usr/sbin/policy-rc.d', content: '#!/bin/sh\nexit 101\n', mode: 0o755 },
  ]);
  const result = await runUnit(
    apt.host,
    installUnit({
      name: apt.work.unit('install'),
      root: apt.tree,
      command: [
        '/usr/bin/apt-get',
        ...NO_QUESTIONS,
        '-q',
        '--no-download',
        '-o',
        'Debug::NoLocking=1',
        'dist-upgrade',
        ...plan.packages,
      ],
      readOnlyBinds: [
        { host: aptCache(apt.suite).lists, inRoot: '/var/lib/apt/lists' },
        { host: plan.archives, inRoot: '/var/cache/apt/archives' },
      ],
    }),
    { onLine: apt.listener.log },
  );
  return result.exitCode === 0 ? ok(undefined) : err(buildFailure('installing Debian packages', result));
}

/** Archives of the plan that the cache lacks or has with other bytes. */
async function wrongArchives(apt: AptTree, debs: readonly PlannedDeb[]): Promise<PlannedDeb[]> {
  const cache = aptCache(apt.suite);
  const wrong: PlannedDeb[] = [];
  for (const deb of debs) {
    const path = `${cache.archives}/${deb.file}`;
    if (!(await apt.host.exists(path)) || (await hashFile(path)) !== deb.sha256) wrong.push(deb);
  }
  return wrong;
}

/** A question to apt about lists and the tree's state: no network, quiet. */
function query(apt: AptTree, purpose: string, command: readonly [string, ...string[]]) {
  return runUnit(
    apt.host,
    installUnit({
      name: apt.work.unit(purpose),
      root: apt.tree,
      command,
      readOnlyBinds: [{ host: aptCache(apt.suite).lists, inRoot: '/var/lib/apt/lists' }],
    }),
  );
}
