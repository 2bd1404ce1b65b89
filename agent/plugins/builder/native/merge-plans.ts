// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import type { Package } from '#contract/package.ts';
import { ok, type Result } from '#contract/result.ts';
import { type BuildPlace, EMPTY_PLAN, type Toolchain, type ToolchainPlan } from '../../toolchain/contract.ts';

/** The plans of all toolchains that concern the package, as one. At most one has a Node. */
export function mergePlans(
  toolchains: readonly Toolchain[],
  pack: Package,
  place: BuildPlace,
): Result<ToolchainPlan, Failure> {
  let merged: ToolchainPlan = EMPTY_PLAN;
  for (const toolchain of toolchains) {
    if (!toolchain.concerns(pack)) continue;
    const plan = toolchain.plan(pack, place);
    if (!plan.ok) return plan;
    const add = plan.value;
    const preferences = [merged.preferences, add.preferences].filter((text) => text !== null);
    merged = {
      buildPackages: [...new Set([...merged.buildPackages, ...add.buildPackages])],
      rootPackages: [...new Set([...merged.rootPackages, ...add.rootPackages])],
      preferences: preferences.length > 0 ? preferences.join('\n') : null,
      appFiles: { ...merged.appFiles, ...add.appFiles },
      inputs: { ...merged.inputs, ...add.inputs },
      steps: [...merged.steps, ...add.steps],
      node: add.node ?? merged.node,
      npm: [...merged.npm, ...add.npm],
      python: [...merged.python, ...add.python],
      go: [...merged.go, ...add.go],
      maven: [...merged.maven, ...add.maven],
    };
  }
  return ok(merged);
}
