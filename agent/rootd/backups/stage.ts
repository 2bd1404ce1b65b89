// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Listener } from '#agent/host/host.ts';
import type { IsolatedMount } from '#agent/host/isolated-unit.ts';
import type { BackupId, BackupManifest } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { addonOwner, addonsOf } from '../app-layout.ts';
import type { RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { stateOf } from '../state-layout.ts';
import { backupPaths } from './backup-paths.ts';
import { copySqlite } from './copy-sqlite.ts';
import { excludeLines } from './excludes.ts';

/** Inside restic's unit: what a snapshot is made of stands below this, the same each time. */
export const STAGE = '/hop3/backup';
/** The top of every snapshot. */
export const STAGED = ['manifest.json', 'secrets.json', 'data', 'volumes', 'dump', 'sqlite'] as const;

export interface Stage {
  readonly manifest: BackupManifest;
  readonly readOnly: readonly IsolatedMount[];
  /** On the host, for --exclude-file. */
  readonly excludeFile: string;
}

/**
 * Makes what a snapshot holds beside the app's own files, in the installation's work directory: manifest, secrets, dumps
 * of addons, copies of databases. To be called while the app is held.
 */
export async function makeStage(
  record: InstallationRecord,
  backup: BackupId,
  context: RootdContext,
  listener: Listener,
): Promise<Result<Stage, Failure>> {
  const { host } = context;
  const { work } = backupPaths(record.installation);
  const tree = `${work}/tree`;
  const state = stateOf(record);
  const root = { uid: 0, gid: 0, mode: 0o700 };
  const own = { uid: record.uid, gid: record.uid, mode: 0o700 };
  const volumes = record.package.manifest.volumes.filter((volume) => volume.backup.include);
  for (const directory of [work, tree, `${tree}/data`, `${tree}/volumes`, `${tree}/dump`])
    await host.makeDirectory(directory, root);
  // Where the app's own are mounted over.
  for (const { name } of volumes) await host.makeDirectory(`${tree}/volumes/${name}`, root);
  await host.makeDirectory(`${tree}/sqlite`, own);

  const addons: BackupManifest['addons'] = [];
  for (const { request, addon } of addonsOf(record, context.plugins)) {
    listener.note(`Writing a dump of its ${request.type}`);
    const directory = `${tree}/dump/${request.name}`;
    await host.makeDirectory(directory, own);
    const dumped = await addon.dump(request, addonOwner(record), directory, host);
    if (!dumped.ok) return dumped;
    addons.push({ name: request.name, type: request.type, version: dumped.value.version });
  }
  const sqlite = await copySqlite(record, `${tree}/sqlite`, context);
  if (!sqlite.ok) return sqlite;

  const manifest = manifestOf(record, { backup, addons, sqlite: [...sqlite.value], atMs: host.nowMs() });
  if (!manifest.ok) return manifest;
  await host.writeAtomic(`${tree}/manifest.json`, JSON.stringify(manifest.value), { mode: 0o600 });
  const secrets = await context.records.secrets(record.installation);
  await host.writeAtomic(`${tree}/secrets.json`, JSON.stringify(secrets), { mode: 0o600 });
  const excludeFile = `${work}/exclude`;
  const lines = excludeLines(record.package.manifest.backup, `${STAGE}/data`);
  await host.writeAtomic(excludeFile, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  return ok({
    manifest: manifest.value,
    readOnly: [
      { from: tree, to: STAGE },
      { from: state.data, to: `${STAGE}/data` },
      ...volumes.map(({ name }) => ({ from: state.volume(name), to: `${STAGE}/volumes/${name}` })),
    ],
    excludeFile,
  });
}

function manifestOf(
  record: InstallationRecord,
  made: Pick<BackupManifest, 'backup' | 'addons' | 'sqlite' | 'atMs'>,
): Result<BackupManifest, Failure> {
  const { rootDigest, rootVersion } = record;
  if (rootDigest === null || rootVersion === null)
    return err(failure('backup-failed', 'It has no release yet, so there is nothing to back up.'));
  const { installation, title, domain, publicPort, packageDigest, settings, admin } = record;
  const { timezone, language, hooksDone } = record;
  return ok({
    version: 1,
    installation,
    title,
    domain,
    publicPort,
    package: record.package,
    packageDigest,
    rootDigest,
    rootVersion,
    settings,
    admin,
    timezone,
    language,
    hooksDone,
    ...made,
  });
}
