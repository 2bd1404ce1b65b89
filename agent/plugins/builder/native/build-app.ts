// SPDX-License-Identifier: AGPL-3.0-or-later

import { type AptTree, fetchArchives, installOffline, planInstallation } from '#agent/roots/apt-tree.ts';
import { buildFailure } from '#agent/roots/build-failure.ts';
import { BUILD_UID } from '#agent/roots/transient-unit.ts';
import type { Failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { ToolchainPlan } from '../../toolchain/contract.ts';
import { type BuildContext, runInBuildRoot } from './build-context.ts';
import { copyTree } from './debian-packages.ts';
import type { CachedNode } from './node-runtime.ts';

/** Runs the build steps in a throw-away root; gives the directory that becomes /opt/app. */
export async function buildApp(
  context: BuildContext,
  plan: ToolchainPlan,
  from: { readonly apt: AptTree; readonly node: CachedNode | null },
): Promise<Result<string, Failure>> {
  const { host, work, listener } = context;
  const root = await buildRoot(from.apt, plan.buildPackages);
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
      nodeDirectory: from.node?.directory ?? null,
      inputs,
      step,
    });
    if (result.exitCode !== 0 && !step.mayFail) return err(buildFailure(step.doing, result));
  }
  if (root.value !== from.apt.tree) await host.removeTree(root.value);
  if (plan.npm.length > 0) listener.note(`Installed ${plan.npm.length} npm packages, checksums match`);
  if (plan.python.length > 0)
    listener.note(`Installed ${plan.python.length} Python packages, checksums match`);
  if (plan.go.length > 0) listener.note('Built from Go modules, checksums match');
  if (plan.maven.length > 0) listener.note(`Took ${plan.maven.length} Maven artifacts, checksums match`);
  return ok(app);
}

/**
 * The root that the app will run in (read-only to build steps), or where compilers and such are needed a copy of it
 * with these.
 */
async function buildRoot(apt: AptTree, packages: readonly string[]): Promise<Result<string, Failure>> {
  if (packages.length === 0) return ok(apt.tree);
  const tree = `${apt.work.path}/build-root`;
  const copied = await copyTree(apt.tree, tree, apt.host);
  if (!copied.ok) return copied;
  const building: AptTree = { ...apt, tree };
  const planned = await planInstallation(building, packages);
  if (!planned.ok) return planned;
  const fetched = await fetchArchives(building, planned.value);
  if (!fetched.ok) return fetched;
  const installed = await installOffline(building, {
    packages: planned.value.packages,
    archives: fetched.value.directory,
  });
  return installed.ok ? ok(tree) : installed;
}
