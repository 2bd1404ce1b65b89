// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { hashFile, linkFile, moveIntoTree, readTreeText } from '#agent/host/tree.ts';
import { archiveName, parseDpkgStatus, versionInPlan } from '#agent/roots/apt-output.ts';
import {
  type AptPlan,
  type AptTree,
  chooseVersion,
  fetchArchives,
  installOffline,
  planInstallation,
  refreshLists,
} from '#agent/roots/apt-tree.ts';
import { type Base, findOrMakeBase } from '#agent/roots/base.ts';
import { buildFailure, diskFull } from '#agent/roots/build-failure.ts';
import { type Closure, type ClosurePackage, sizeForPeople } from '#agent/roots/closure.ts';
import { oneAtATime } from '#agent/roots/one-at-a-time.ts';
import { sealTree } from '#agent/roots/seal.ts';
import { BUILD_UID } from '#agent/roots/transient-unit.ts';
import { makeWorkDirectory, sweepWork, type WorkDirectory } from '#agent/roots/work-directory.ts';
import type { Failure } from '#contract/failure.ts';
import { isInSeries } from '#contract/manifest/version-series.ts';
import type { Package } from '#contract/package.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { Registries, Toolchain, ToolchainPlan } from '../../toolchain/contract.ts';
import type { Builder, BuiltRoot } from '../contract.ts';
import { type BuildContext, ensureBuildUser, runInBuildRoot } from './build-context.ts';
import { mergePlans } from './merge-plans.ts';
import { type CachedNode, provideNode } from './node-runtime.ts';
import { findRoot, forgetRoot, inputKey, mountPointsOf, rememberRoot } from './root-index.ts';

const oneRootAtATime = oneAtATime();

/** Sealed roots made with Debian's own tools: see the design's recipe. */
export function nativeBuilder(
  toolchains: readonly Toolchain[],
  npmEnvironment: (registries: Registries) => Readonly<Record<string, string>>,
): Builder {
  return {
    name: 'native',
    build: async ({ package: pack, settings }, host, listener) => {
      const registries: Registries = { npm: settings.npmRegistry, pip: settings.pipIndexUrl };
      const plan = mergePlans(toolchains, pack, registries);
      if (!plan.ok) return plan;
      const base = await findOrMakeBase(pack.manifest.source.suite, settings, host, listener);
      if (!base.ok) return base;
      const key = inputKey(pack, plan.value, { base: base.value.digest, architecture: process.arch });
      return await oneRootAtATime(key, async () => {
        const known = await findRoot(key, host);
        if (known) {
          listener.note(
            `Found ${pack.manifest.metadata.title} ${known.version} already built on this server`,
          );
          const { digest, version, packages, bytes } = known;
          return ok({ digest, version, packages, bytes, reused: true });
        }
        await sweepWork(host);
        const work = await makeWorkDirectory(host);
        const context: BuildContext = {
          host,
          listener,
          settings,
          base: base.value,
          work,
          npmArchitecture: process.arch,
          npmEnvironment: npmEnvironment(registries),
        };
        try {
          const built = await makeRoot(context, pack, plan.value);
          if (built.ok) {
            const { digest, version, packages, bytes } = built.value;
            await rememberRoot(key, { digest, version, packages, bytes, builtAtMs: host.nowMs() }, host);
          }
          return built;
        } catch (error) {
          const full = diskFull(error);
          if (full) return err(full);
          throw error;
        } finally {
          await work.remove();
        }
      });
    },
    remove: async (digest, host) => {
      if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error('not the digest of a root');
      await forgetRoot(digest, host);
      await host.removeTree(`${paths.roots}/${digest}`);
    },
  };
}

async function makeRoot(
  context: BuildContext,
  pack: Package,
  plan: ToolchainPlan,
): Promise<Result<BuiltRoot, Failure>> {
  const { host, listener, base, work } = context;
  const { manifest } = pack;
  const startedMs = host.nowMs();
  const title = manifest.metadata.title;

  if (plan.steps.length > 0) {
    const user = await ensureBuildUser(host);
    if (!user.ok) return user;
  }
  let node: CachedNode | null = null;
  if (plan.node !== null) {
    const provided = await provideNode(context, plan.node);
    if (!provided.ok) return provided;
    node = provided.value;
  }

  const tree = `${work.path}/tree`;
  const copied = await copyBase(base, tree, host);
  if (!copied.ok) return copied;
  const apt: AptTree = {
    tree,
    suite: base.suite,
    caBundle: context.settings.caBundle,
    work,
    host,
    listener,
  };
  const lists = await refreshLists(apt);
  if (!lists.ok) return lists;

  const app = plan.steps.length > 0 ? await buildApp(context, plan, node) : ok(null);
  if (!app.ok) return app;

  const debs = await installDebs(apt, pack, plan);
  if (!debs.ok) return debs;

  if (app.value !== null) await moveIntoTree(app.value, tree, '/opt/app');
  let nodeFacts: Closure['node'] = null;
  if (node !== null) {
    const prepared = `${work.path}/node`;
    await host.makeDirectory(`${prepared}/bin`, { mode: 0o755 });
    await linkFile(`${node.directory}/bin/node`, `${prepared}/bin/node`);
    await moveIntoTree(prepared, tree, '/opt/node');
    nodeFacts = { version: node.version, sha256: await hashFile(`${node.directory}/bin/node`) };
  }

  const debian = debianClosure(await readTreeText(tree, '/var/lib/dpkg/status'), debs.value.hashes, base);
  const version = versionOf(pack, debian);
  const sealed = await sealTree(
    {
      tree,
      kind: 'root',
      keepGenerated: manifest.source['keep-generated'],
      ...mountPointsOf(pack),
      base: { tree: base.tree, listing: base.listing },
      startedMs,
    },
    host,
  );
  const closure: Closure = {
    format: 1,
    suite: base.suite,
    architecture: process.arch,
    base: base.digest,
    version,
    debian,
    npm: plan.npm,
    node: nodeFacts,
    python: plan.python,
    removed: sealed.removed,
  };
  await placeRoot(work, tree, sealed, closure, host);
  const packages = debian.length + plan.npm.length + plan.python.length;
  const own = plan.npm.length + plan.python.length;
  listener.note(
    `Sealed ${title} ${version}: ${debian.length} Debian packages${own > 0 ? ` and ${own} of its own` : ''}, ${sizeForPeople(sealed.bytes)}`,
  );
  return ok({ digest: sealed.digest, version, packages, bytes: sealed.bytes, reused: false });
}

/** A real copy: maintainer scripts will write into it. */
async function copyBase(base: Base, to: string, host: Host): Promise<Result<void, Failure>> {
  const result = await host.run(['cp', '-a', '--reflink=auto', '--', base.tree, to]);
  return result.exitCode === 0 ? ok(undefined) : err(buildFailure('copying the base', result));
}

/** Debian packages of the sealed root: chosen, fetched, checked, installed. */
async function installDebs(
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

/** Runs the build steps in a throw-away root; gives the directory that becomes /opt/app. */
async function buildApp(
  context: BuildContext,
  plan: ToolchainPlan,
  node: CachedNode | null,
): Promise<Result<string, Failure>> {
  const { host, work, base, listener } = context;
  const root = await buildRoot(
    context,
    [...plan.rootPackages, ...plan.buildPackages],
    plan.buildPackages.length > 0,
  );
  if (!root.ok) return root;

  const app = `${work.path}/app`;
  const inputs = `${work.path}/input`;
  await host.makeDirectory(app, { mode: 0o755, uid: BUILD_UID, gid: BUILD_UID });
  await host.makeDirectory(inputs, { mode: 0o755 });
  for (const [name, text] of Object.entries(plan.appFiles)) {
    await host.writeAtomic(`${app}/${name}`, text, { mode: 0o644, uid: BUILD_UID, gid: BUILD_UID });
  }
  for (const [name, text] of Object.entries(plan.inputs)) {
    await host.writeAtomic(`${inputs}/${name}`, text, { mode: 0o644 });
  }
  for (const [index, step] of plan.steps.entries()) {
    const result = await runInBuildRoot(context, {
      purpose: `step${index}`,
      root: root.value,
      app,
      nodeDirectory: node?.directory ?? null,
      inputs,
      step,
    });
    if (result.exitCode !== 0 && !step.mayFail) return err(buildFailure(step.doing, result));
  }
  if (root.value !== base.tree) await host.removeTree(root.value);
  if (plan.npm.length > 0) listener.note(`Installed ${plan.npm.length} npm packages, checksums match`);
  if (plan.python.length > 0)
    listener.note(`Installed ${plan.python.length} Python packages, checksums match`);
  return ok(app);
}

/** The base itself when nothing must be added (it is read-only to build steps), else a copy with compilers and such. */
async function buildRoot(
  context: BuildContext,
  packages: readonly string[],
  needed: boolean,
): Promise<Result<string, Failure>> {
  const { host, base, work } = context;
  if (!needed) return ok(base.tree);
  const tree = `${work.path}/build-root`;
  const copied = await copyBase(base, tree, host);
  if (!copied.ok) return copied;
  const apt: AptTree = {
    tree,
    suite: base.suite,
    caBundle: context.settings.caBundle,
    work,
    host,
    listener: context.listener,
  };
  const planned = await planInstallation(apt, packages);
  if (!planned.ok) return planned;
  const fetched = await fetchArchives(apt, planned.value);
  if (!fetched.ok) return fetched;
  const installed = await installOffline(apt, {
    packages: planned.value.packages,
    archives: fetched.value.directory,
  });
  return installed.ok ? ok(tree) : installed;
}

function debianClosure(
  status: string | null,
  hashes: ReadonlyMap<string, string>,
  base: Base,
): ClosurePackage[] {
  const ofBase = new Map(base.packages.map((item) => [`${item.name} ${item.version}`, item.sha256]));
  return parseDpkgStatus(status ?? '').map((item) => ({
    ...item,
    sha256: hashes.get(archiveName(item)) ?? ofBase.get(`${item.name} ${item.version}`) ?? null,
  }));
}

function versionOf(pack: Package, debian: readonly ClosurePackage[]): string {
  const source = pack.manifest.source;
  if (source.type !== 'apt') return source.version;
  return debian.find((item) => item.name === source.package)?.version ?? source.version;
}

/** Puts the sealed tree at its address. A root that is there already has the same bytes and is kept. */
async function placeRoot(
  work: WorkDirectory,
  tree: string,
  sealed: { readonly digest: string; readonly listing: string },
  closure: Closure,
  host: Host,
): Promise<void> {
  const place = `${paths.roots}/${sealed.digest}`;
  await host.makeDirectory(paths.roots, { mode: 0o700 });
  if (await host.exists(`${place}/closure.json`)) return;
  const made = `${work.path}/root`;
  await host.makeDirectory(made, { mode: 0o700 });
  await host.rename(tree, `${made}/tree`);
  await host.writeAtomic(`${made}/listing`, sealed.listing, { mode: 0o600 });
  await host.writeAtomic(`${made}/closure.json`, `${JSON.stringify(closure, null, 1)}\n`, { mode: 0o600 });
  await host.removeTree(place);
  await host.rename(made, place);
}
