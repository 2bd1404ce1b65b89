// SPDX-License-Identifier: AGPL-3.0-or-later
import { dirname } from 'node:path';
import type { Listener } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, type Result } from '#contract/result.ts';
import { placeFiles, tmpfilesText, type WantedFile, wantedFiles } from './app-files.ts';
import { planOf } from './app-layout.ts';
import { placeUnits } from './app-units.ts';
import type { RootdContext } from './context.ts';
import { applyFirewall } from './firewall.ts';
import type { InstallationRecord } from './installation-record.ts';
import { rootdPaths } from './rootd-paths.ts';
import { refreshCaBundle } from './trust.ts';
import { makeVolumes } from './volumes.ts';

/**
 * Brings everything that is rendered of a record up to what the record says: environment, files, units, volumes,
 * firewall. `dataMoved`: its addons have new names since files were rendered, so those that name one are rendered again,
 * though the package wants them left alone.
 */
export async function settle(
  record: InstallationRecord,
  context: RootdContext,
  listener: Listener,
  { dataMoved = false } = {},
): Promise<Result<InstallationRecord, Failure>> {
  const { host, plugins } = context;
  const { rootDigest, user } = record;
  if (rootDigest === null) return err(failure('internal', 'It has no release to configure yet.'));
  const secrets = await context.records.secrets(record.installation);
  const files = wantedFiles(record, secrets, planOf(record.package.manifest, plugins).engineFiles);
  if (!files.ok) return files;
  const isOfAddon = (name: string) => Object.hasOwn(record.addons, name.split('.')[0] ?? '');
  const wanted = files.value.map((file) =>
    dataMoved && file.refersTo.some(isOfAddon) ? { ...file, once: false } : file,
  );
  await refreshCaBundle(host);
  for (const directory of [paths.package(user), rootdPaths.engine(user)])
    await removeStrangers(directory, wanted, context);
  await placeFiles(wanted, host);
  await host.makeDirectory(dirname(rootdPaths.tmpfiles(user)));
  await host.writeAtomic(rootdPaths.tmpfiles(user), tmpfilesText(record), { mode: 0o644 });
  await placeUnits(record, rootDigest, context);
  const volumes = await makeVolumes(record, rootDigest, context, listener);
  if (!volumes.ok) return volumes;
  const guarded = await applyFirewall(context);
  return guarded.ok ? volumes : guarded;
}

/** Files of another release. Only in directories that root alone can write. */
async function removeStrangers(
  directory: string,
  wanted: readonly WantedFile[],
  { host }: RootdContext,
): Promise<void> {
  if (!(await host.exists(directory))) return;
  const found = await host.run(['find', directory, '-type', 'f', '-print0'], { timeoutMs: 60_000 });
  const known = new Set(wanted.map((file) => file.path));
  for (const path of found.stdout.split('\0')) {
    if (path !== '' && !known.has(path)) await host.removeFile(path);
  }
}
