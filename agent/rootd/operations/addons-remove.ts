// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Listener } from '#agent/host/host.ts';
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import { addonOwner } from '../app-layout.ts';
import { done, type Handler, type RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';

/** addons.remove: everything that the addons of the package made for this installation, with its data. */
export const addonsRemove: Handler<'addons.remove'> = async ({ input, context, listener }) => {
  const record = await context.records.read(input.installation);
  if (!record) return done;
  const removed = await removeAddons(record, context, listener);
  return removed.ok ? done : removed;
};

/** Every type that it ever had, and with each what it made for any generation of the data. */
export async function removeAddons(
  record: InstallationRecord,
  context: RootdContext,
  listener: Listener,
): Promise<Result<void, Failure>> {
  const types = new Set([...record.addonTypes, ...record.package.manifest.addons.map((addon) => addon.type)]);
  for (const [type, addon] of Object.entries(context.plugins.addons)) {
    if (!types.has(type)) continue;
    const removed = await context.shared.run(`addon-${type}`, () =>
      addon.remove(addonOwner(record), context.host, listener),
    );
    if (!removed.ok) return removed;
  }
  await context.records.write({ ...record, addons: {}, addonTypes: [] });
  return ok(undefined);
}
