// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { hashFile, linkFile, moveIntoTree, readTreeText } from '#agent/host/tree.ts';
import { archiveName, parseDpkgStatus } from '#agent/roots/apt-output.ts';
import { type Base, findOrMakeBase } from '#agent/roots/base.ts';
import { diskFull } from '#agent/roots/build-failure.ts';
import { type Closure, type ClosurePackage, sizeForPeople } from '#agent/roots/closure.ts';
import { oneAtATime } from '#agent/roots/one-at-a-time.ts';
import { sealTree } from '#agent/roots/seal.ts';
import { makeWorkDirectory, sweepWork, type WorkDirectory } from '#agent/roots/work-directory.ts';
import type { Failure } from '#contract/failure.ts';
import type { Package } from '#contract/package.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { Registries, Toolchain, ToolchainPlan } from '../../toolchain/contract.ts';
import type { Builder, BuiltRoot } from '../contract.ts';
import { buildApp } from './build-app.ts';
import { type BuildContext, ensureBuildUser } from './build-context.ts';
import { installDebs, startTree } from './debian-packages.ts';
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
      const registries: Registries = {
        npm: settings.npmRegistry,
        pip: settings.pipIndexUrl,
        go: settings.goProxy,
        maven: settings.mavenRepository,
      };
      const plan = mergePlans(toolchains, pack, { registries, architecture: process.arch });
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
  const apt = await startTree(context, tree);
  if (!apt.ok) return apt;

  const debs = await installDebs(apt.value, pack, plan);
  if (!debs.ok) return debs;

  const app = plan.steps.length > 0 ? await buildApp(context, plan, { apt: apt.value, node }) : ok(null);
  if (!app.ok) return app;

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
  const sealed = await sealTree({
    tree,
    kind: 'root',
    keepGenerated: manifest.source['keep-generated'],
    ...mountPointsOf(pack),
    base: { tree: base.tree, listing: base.listing },
    startedMs,
  });
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
    go: plan.go,
    maven: plan.maven,
    removed: sealed.removed,
  };
  await placeRoot(work, tree, sealed, closure, host);
  const own = plan.npm.length + plan.python.length + plan.go.length + plan.maven.length;
  const packages = debian.length + own;
  listener.note(
    `Sealed ${title} ${version}: ${debian.length} Debian packages${own > 0 ? ` and ${own} of its own` : ''}, ${sizeForPeople(sealed.bytes)}`,
  );
  return ok({ digest: sealed.digest, version, packages, bytes: sealed.bytes, reused: false });
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
  // To the disk soon, not now: waiting for everything else that a busy disk has to write took up to 15 s.
  void host.run(['sync', '-f', place]).catch(() => undefined);
}
