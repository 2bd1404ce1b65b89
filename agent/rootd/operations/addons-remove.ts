// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Listener } from '#agent/host/host.ts';
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import { addonOwner, addonsOf } from '../app-layout.ts';
import { done, type Handler, type RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';

/** addons.remove: everything that the addons of the package made for this installation, with its data. */
export const addonsRemove: Handler<'addons.remove'> = async ({ input, context, listener }) => {
  const record = await context.records.read(input.installation);
  if (!record) return done;
  const removed = await removeAddons(record, context, listener);
  return removed.ok ? done : removed;
};

export async function removeAddons(
  record: InstallationRecord,
  context: RootdContext,
  listener: Listener,
): Promise<Result<void, Failure>> {
  for (const { request, addon } of addonsOf(record, context.plugins)) {
    const removed = await context.shared.run(`addon-${request.type}`, () =>
      addon.remove(addonOwner(record), context.host, listener),
    );
    if (!removed.ok) return removed;
  }
  await context.records.write({ ...record, addons: {} });
  return ok(undefined);
}
