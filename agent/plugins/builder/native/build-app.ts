// SPDX-License-Identifier: AGPL-3.0-or-later

import { fetchArchives, installOffline, planInstallation } from '#agent/roots/apt-tree.ts';
import { buildFailure } from '#agent/roots/build-failure.ts';
import { BUILD_UID } from '#agent/roots/transient-unit.ts';
import type { Failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { ToolchainPlan } from '../../toolchain/contract.ts';
import { type BuildContext, runInBuildRoot } from './build-context.ts';
import { startTree } from './debian-packages.ts';
import type { CachedNode } from './node-runtime.ts';

/** Runs the build steps in a throw-away root; gives the directory that becomes /opt/app. */
export async function buildApp(
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
  const { base, work } = context;
  if (!needed) return ok(base.tree);
  const tree = `${work.path}/build-root`;
  const apt = await startTree(context, tree);
  if (!apt.ok) return apt;
  const planned = await planInstallation(apt.value, packages);
  if (!planned.ok) return planned;
  const fetched = await fetchArchives(apt.value, planned.value);
  if (!fetched.ok) return fetched;
  const installed = await installOffline(apt.value, {
    packages: planned.value.packages,
    archives: fetched.value.directory,
  });
  return installed.ok ? ok(tree) : installed;
}
