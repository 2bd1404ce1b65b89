// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import { addonOwner } from './app-layout.ts';
import type { RootdContext } from './context.ts';
import { withoutGeneration } from './generations.ts';
import type { InstallationRecord } from './installation-record.ts';
import { stateOf } from './state-layout.ts';

/** Databases and files of a generation that is not the live one; the record forgets it last, so it can be done again. */
export async function deleteGeneration(
  record: InstallationRecord,
  generation: number,
  context: RootdContext,
): Promise<Result<InstallationRecord, Failure>> {
  if (generation === record.generation) throw new Error('the live generation is never deleted');
  const { host, plugins } = context;
  for (const [type, addon] of Object.entries(plugins.addons)) {
    if (!record.addonTypes.includes(type)) continue;
    const removed = await context.shared.run(`addon-${type}`, () =>
      addon.removeState(addonOwner(record, generation), host),
    );
    if (!removed.ok) return removed;
  }
  const { directory, data, volumes } = stateOf(record, generation);
  // Generation 0 shares its directory with everything else of the installation.
  for (const path of generation === 0 ? [data, volumes] : [directory]) await host.removeTree(path);
  const without = withoutGeneration(record, generation);
  await context.records.write(without);
  return ok(without);
}
