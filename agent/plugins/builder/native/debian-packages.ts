// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host } from '#agent/host/host.ts';
import { versionInPlan } from '#agent/roots/apt-output.ts';
import {
  type AptPlan,
  type AptTree,
  chooseVersion,
  fetchArchives,
  installOffline,
  planInstallation,
  refreshLists,
} from '#agent/roots/apt-tree.ts';
import { buildFailure } from '#agent/roots/build-failure.ts';
import { sizeForPeople } from '#agent/roots/closure.ts';
import type { Failure } from '#contract/failure.ts';
import { isInSeries } from '#contract/manifest/version-series.ts';
import type { Package } from '#contract/package.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { ToolchainPlan } from '../../toolchain/contract.ts';
import type { BuildContext } from './build-context.ts';

/** A real copy: maintainer scripts will write into it. */
export async function copyTree(from: string, to: string, host: Host): Promise<Result<void, Failure>> {
  const result = await host.run(['cp', '-a', '--reflink=auto', '--', from, to]);
  return result.exitCode === 0 ? ok(undefined) : err(buildFailure('copying the base', result));
}

/** A copy of the base in which Debian packages can be installed, with package lists up to date. */
export async function startTree(context: BuildContext, tree: string): Promise<Result<AptTree, Failure>> {
  const { host, listener, base, work, settings } = context;
  const copied = await copyTree(base.tree, tree, host);
  if (!copied.ok) return copied;
  // The base has no manual pages, and some maintainer scripts (Java's) fail where they cannot link one.
  for (const section of [1, 2, 3, 4, 5, 6, 7, 8]) {
    await host.makeDirectory(`${tree}/usr/share/man/man${section}`, { uid: 0, gid: 0, mode: 0o755 });
  }
  const apt: AptTree = { tree, suite: base.suite, caBundle: settings.caBundle, work, host, listener };
  const lists = await refreshLists(apt);
  return lists.ok ? ok(apt) : lists;
}

/** Debian packages of the sealed root: chosen, fetched, checked, installed. */
export async function installDebs(
  apt: AptTree,
  pack: Package,
  plan: ToolchainPlan,
): Promise<Result<{ hashes: ReadonlyMap<string, string> }, Failure>> {
  const planned = await planRoot(apt, pack, plan);
  if (!planned.ok) return planned;
  const { debs, packages, what } = planned.value;
  const hashes = new Map(debs.map((deb) => [deb.file, deb.sha256]));
  if (debs.length === 0) return ok({ hashes });
  const fetched = await fetchArchives(apt, planned.value);
  if (!fetched.ok) return fetched;
  const bytes = debs.reduce((sum, deb) => sum + deb.size, 0);
  apt.listener.note(
    `Fetched ${what}, ${sizeForPeople(bytes)} in ${debs.length} ${debs.length === 1 ? 'package' : 'packages'}, signatures checked`,
  );
  const installed = await installOffline(apt, { packages, archives: fetched.value.directory });
  return installed.ok ? ok({ hashes }) : installed;
}

/**
 * The plan with the version of the app's series. What apt would take is nearly always in it; only otherwise the
 * archive's other versions are looked at.
 */
async function planRoot(
  apt: AptTree,
  pack: Package,
  plan: ToolchainPlan,
): Promise<Result<AptPlan & { what: string }, Failure>> {
  const source = pack.manifest.source;
  const title = pack.manifest.metadata.title;
  const preferences = `${apt.tree}/etc/apt/preferences.d/hop3`;
  const own = plan.preferences === null ? '' : `\n${plan.preferences}`;
  await apt.host.writeAtomic(preferences, NO_DATABASE_QUESTIONS + own, { mode: 0o644 });
  if (source.type !== 'apt') {
    const planned = await planInstallation(apt, plan.rootPackages);
    return planned.ok ? ok({ ...planned.value, what: 'Debian packages' }) : planned;
  }
  const wanted = [...plan.rootPackages, source.package, ...source.with];
  let planned = await planInstallation(apt, wanted);
  if (!planned.ok && planned.error.code === 'build-failed') {
    // A package may insist on asking for a database; its own question is answered "later" then.
    await apt.host.writeAtomic(preferences, own, { mode: 0o644 });
    planned = await planInstallation(apt, wanted);
  }
  if (!planned.ok) return planned;
  const taken = versionInPlan(planned.value.debs, source.package);
  if (taken !== null && isInSeries(taken, source.version))
    return ok({ ...planned.value, what: `${title} ${taken}` });
  const version = await chooseVersion(apt, { package: source.package, series: source.version });
  if (!version.ok) return version;
  const exact = await planInstallation(apt, [
    ...plan.rootPackages,
    `${source.package}=${version.value}`,
    ...source.with,
  ]);
  return exact.ok ? ok({ ...exact.value, what: `${title} ${version.value}` }) : exact;
}

/** Databases are ours to make: of dbconfig-common's variants, apt is left with dbconfig-no-thanks. */
const NO_DATABASE_QUESTIONS = `Package: dbconfig-pgsql dbconfig-mysql dbconfig-sqlite dbconfig-sqlite3
Pin: release *
Pin-Priority: -1
`;
