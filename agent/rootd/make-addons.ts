// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Listener } from '#agent/host/host.ts';
import type { Failure } from '#contract/failure.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { ok, type Result } from '#contract/result.ts';
import { addonOwner } from './app-layout.ts';
import type { RootdContext } from './context.ts';
import type { InstallationRecord } from './installation-record.ts';

/**
 * Makes addons for the live generation, one after the other; the record has the attributes of each that is there. What
 * is there already is only made sure of.
 */
export async function makeAddons(
  record: InstallationRecord,
  requests: Manifest['addons'],
  context: RootdContext,
  listener: Listener,
): Promise<
  Result<{ record: InstallationRecord; made: readonly { type: string; version: string }[] }, Failure>
> {
  let current = record;
  const made: { type: string; version: string }[] = [];
  for (const request of requests) {
    const addon = context.plugins.addons[request.type];
    // Before it is made: what is known to be begun is taken away in the end.
    current = await remember(
      current,
      { addonTypes: [...new Set([...current.addonTypes, request.type])] },
      context,
    );
    const created = await context.shared.run(`addon-${request.type}`, () =>
      addon.create(request, addonOwner(current), context.host, listener),
    );
    if (!created.ok) return created;
    const addons = { ...current.addons, [request.name]: created.value.attributes };
    current = await remember(current, { addons }, context);
    made.push({ type: request.type, version: created.value.version });
  }
  return ok({ record: current, made });
}

async function remember(
  record: InstallationRecord,
  change: Partial<InstallationRecord>,
  context: RootdContext,
): Promise<InstallationRecord> {
  const changed = { ...record, ...change };
  await context.records.write(changed);
  return changed;
}
