// SPDX-License-Identifier: AGPL-3.0-or-later

import { paths } from '#agent/host/paths.ts';
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import { removeUnits } from '../app-units.ts';
import { done, type Handler, type RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { rootdPaths } from '../rootd-paths.ts';
import { stateOf } from '../state-layout.ts';

/** installation.unconfigure: units, rendered files and volumes. The directories of the reservation stay. */
export const unconfigure: Handler<'installation.unconfigure'> = async ({ input, context }) => {
  const record = await context.records.read(input.installation);
  if (!record) return done;
  const removed = await removeConfiguration(record, context);
  return removed.ok ? done : removed;
};

export async function removeConfiguration(
  record: InstallationRecord,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { host } = context;
  const { user } = record;
  const units = await removeUnits(record, context);
  if (!units.ok) return units;
  await host.removeFile(rootdPaths.appEnv(user));
  await host.removeFile(rootdPaths.firstStartEnv(user));
  for (const directory of [
    paths.config(user),
    paths.package(user),
    rootdPaths.engine(user),
    rootdPaths.files(user),
    rootdPaths.etc(user),
  ]) {
    for (const name of await host.list(directory)) await host.removeTree(`${directory}/${name}`);
  }
  const state = stateOf(record);
  for (const name of await host.list(state.volumes)) await host.removeTree(`${state.volumes}/${name}`);
  // What initialisation made in data goes too: a later configure starts afresh.
  for (const name of await host.list(state.data)) await host.removeTree(`${state.data}/${name}`);
  await context.records.write({ ...record, hooksDone: [] });
  return ok(undefined);
}
