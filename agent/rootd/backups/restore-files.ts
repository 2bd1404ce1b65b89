// SPDX-License-Identifier: AGPL-3.0-or-later
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Host, Listener, RunResult } from '#agent/host/host.ts';
import { runIsolated } from '#agent/host/isolated-unit.ts';
import { readTreeText } from '#agent/host/tree.ts';
import { type BackupManifest, backupManifest, type SnapshotSource } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { slug } from '#contract/manifest/strings.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { secretsMap } from '#contract/rootd-api.ts';
import { detailOf, type RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';
import type { Secrets } from '../records.ts';
import { entriesOf } from './entries.ts';
import { explainFailure } from './explain-failure.ts';
import { parseJson } from './json-text.ts';
import { withSource } from './open-repository.ts';
import { type Repository, restic } from './restic.ts';
import { sizeOfSnapshot } from './snapshot-size.ts';

export interface RestoreFiles {
  readonly from: SnapshotSource;
  /** backup.password and, for a target elsewhere, target.<id>.key. */
  readonly secrets: Secrets;
  /** Whose files they become. */
  readonly record: InstallationRecord;
  /**
   * Directories of the new generation, in one parent that only root may enter. What is there already is replaced.
   * - data: becomes /data
   * - volumes: each volume of the snapshot becomes <volumes>/<name>; others that are there stay
   * - dumps: <dumps>/<addon name>/…, for `addon.restore`
   */
  readonly into: { readonly data: string; readonly volumes: string; readonly dumps: string };
}

export interface RestoredFiles {
  readonly manifest: BackupManifest;
  /** The installation's secrets when the backup was made: the administrator's password of the data, for one. */
  readonly secrets: Secrets;
  /** Of everything that was put there. */
  readonly bytes: number;
  readonly files: number;
}

/** With the files of its package. */
const LONGEST_MANIFEST = 32 * 1024 * 1024;
const INTO = '/hop3/into';

/**
 * Databases of SQLite from where the backup has them to where the app does. As the app's user, where nothing but the
 * restored files can be reached: a link among them leads nowhere.
 */
const PLACE = `set -eu
for path in "$@"; do
  [ -f "sqlite/$path" ] || continue
  mkdir -p -- "$(dirname -- "data/$path")"
  mv -fT -- "sqlite/$path" "data/$path"
done
`;

/**
 * Puts the files of a snapshot into new directories, as the installation's own user: what restic writes belongs to that
 * user, whatever number it had on another host, and no link in the snapshot leads root anywhere. A snapshot is not
 * trusted: its manifest is parsed, and what is not a directory where one should be is refused.
 * Failures: not-enough-disk, restore-refused, restore-failed, backup-target-failed and what reaching the target gives.
 */
export async function restoreFiles(
  asked: RestoreFiles,
  context: RootdContext,
  listener: Listener,
): Promise<Result<RestoredFiles, Failure>> {
  const { from, secrets, record, into } = asked;
  return withSource(from, secrets, record.installation, context, async (repository) => {
    const { host } = context;
    const size = await sizeOfSnapshot(repository, from.snapshot, host);
    if (!size.ok) return size;
    const parent = dirname(into.data);
    await host.makeDirectory(parent);
    const room = await roomFor(size.value.bytes, parent, host);
    if (!room.ok) return room;

    const own = { uid: record.uid, gid: record.uid, mode: 0o700 };
    const incoming = `${parent}/incoming`;
    await host.removeTree(incoming);
    await host.makeDirectory(incoming, own);
    try {
      listener.note('Reading the files of the backup');
      const read = await readSnapshot(repository, from.snapshot, incoming, record, host);
      if (!read.ok) return read;
      const manifest = await manifestIn(incoming, from);
      if (!manifest.ok) return manifest;
      const was = await secretsIn(incoming);
      if (!was.ok) return was;
      const placed = await placeDatabases(manifest.value, incoming, record, host);
      if (!placed.ok) return placed;
      const moved = await moveInto(into, incoming, host);
      if (!moved.ok) return moved;
      return ok({ manifest: manifest.value, secrets: was.value, ...size.value });
    } finally {
      await host.removeTree(incoming);
    }
  });
}

async function roomFor(bytes: number, directory: string, host: Host): Promise<Result<void, Failure>> {
  const asked = await host.run(['df', '--output=avail', '--block-size=1', directory]);
  const free = Number(/(\d+)\s*$/.exec(asked.stdout)?.[1] ?? Number.NaN);
  if (!(free < bytes * 1.02 + 16 * 1024 * 1024)) return ok(undefined);
  return err(
    failure(
      'not-enough-disk',
      `The backup needs ${megabytes(bytes)} on the server's disk, which has ${megabytes(free)} left.`,
      { remedy: 'Free some space on the server or give it a bigger disk, then try again.' },
    ),
  );
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

async function readSnapshot(
  repository: Repository,
  snapshot: string,
  incoming: string,
  record: InstallationRecord,
  host: Host,
): Promise<Result<void, Failure>> {
  // restic runs as the app's user here.
  await host.makeDirectory(repository.temporary, { uid: record.uid, gid: record.uid, mode: 0o700 });
  if (repository.cache !== null) {
    await host.makeDirectory(repository.cache, { uid: record.uid, gid: record.uid, mode: 0o700 });
  }
  const restored = await restic(
    {
      repository,
      args: ['restore', snapshot, '--no-lock', `--target=${INTO}`],
      user: record.user,
      writable: [{ from: incoming, to: INTO }],
    },
    host,
  );
  if (restored.exitCode === 0) return ok(undefined);
  const why = await explainFailure(repository, 'The backup could not be read', restored, host);
  if (why.code === 'not-enough-disk') {
    return err(
      failure('not-enough-disk', "The server's disk became full while the backup was put back.", {
        remedy: 'Free some space on the server or give it a bigger disk, then try again.',
        detail: why.detail ?? '',
      }),
    );
  }
  return err(why.code === 'backup-failed' ? { ...why, code: 'restore-failed' } : why);
}

async function manifestIn(incoming: string, from: SnapshotSource): Promise<Result<BackupManifest, Failure>> {
  const text = await readTreeText(incoming, '/manifest.json').catch(() => null);
  return checkedManifest(text, from);
}

/** The manifest of a snapshot, without its files. */
export async function readManifest(
  repository: Repository,
  from: SnapshotSource,
  host: Host,
): Promise<Result<BackupManifest, Failure>> {
  const dumped = await restic(
    { repository, args: ['dump', '--no-lock', from.snapshot, '/manifest.json'] },
    host,
    { keptCharacters: LONGEST_MANIFEST },
  );
  if (dumped.exitCode !== 0)
    return err(await explainFailure(repository, 'The backup could not be read', dumped, host));
  return checkedManifest(dumped.stdout, from);
}

/** A manifest that says what it should, of the installation whose repository it stood in. */
function checkedManifest(text: string | null, from: SnapshotSource): Result<BackupManifest, Failure> {
  const parsed = backupManifest.safeParse(parseJson(text ?? ''));
  if (!parsed.success) {
    return err(
      failure('restore-refused', 'The backup does not say what it is of, so it is not used.', {
        remedy: 'Choose another backup.',
        detail: detailOf(z.prettifyError(parsed.error)).slice(0, 2000),
      }),
    );
  }
  if (parsed.data.installation !== from.repositoryOf) {
    return err(
      failure('restore-refused', 'The backup is of another installation than it should be.', {
        remedy: 'Choose another backup.',
      }),
    );
  }
  return ok(parsed.data);
}

async function placeDatabases(
  manifest: BackupManifest,
  incoming: string,
  record: InstallationRecord,
  host: Host,
): Promise<Result<void, Failure>> {
  if (manifest.sqlite.length === 0) return ok(undefined);
  const bad = manifest.sqlite.find((path) => !isPlainRelative(path));
  if (bad !== undefined)
    return err(failure('restore-refused', 'The backup names a database outside its own files.'));
  const placed = await runIsolated(host, {
    name: `${record.user}-run-place`,
    argv: ['/bin/sh', '-c', PLACE, 'sh', ...manifest.sqlite],
    user: record.user,
    readOnly: [],
    writable: [{ from: incoming, to: INTO }],
    directory: INTO,
    timeoutSeconds: 3600,
  });
  return placed.exitCode === 0 ? ok(undefined) : err(notPlaced(placed));
}

const isPlainRelative = (path: string): boolean =>
  path !== '' && !path.split('/').some((part) => part === '' || part === '.' || part === '..');

function notPlaced(result: RunResult): Failure {
  return failure('restore-failed', 'The databases of the backup could not be put in their places.', {
    detail: detailOf(`${result.stdout}\n${result.stderr}`),
  });
}

/** By renaming whole directories: nothing is written through what came with the snapshot. */
async function moveInto(
  into: RestoreFiles['into'],
  incoming: string,
  host: Host,
): Promise<Result<void, Failure>> {
  const top = await entriesOf(incoming, host);
  for (const name of ['data', 'volumes', 'dump']) {
    if (top.get(name) !== 'd') {
      return err(
        failure('restore-refused', `The backup has no directory “${name}” where it should have one.`, {
          remedy: 'Choose another backup.',
        }),
      );
    }
  }
  const volumes = await entriesOf(`${incoming}/volumes`, host);
  for (const [name, type] of volumes) {
    if (type !== 'd' || !slug.safeParse(name).success) {
      return err(failure('restore-refused', 'A volume of the backup is not a directory of its own.'));
    }
  }
  await host.makeDirectory(into.volumes, { uid: 0, gid: 0, mode: 0o700 });
  const moves = [
    [`${incoming}/data`, into.data],
    [`${incoming}/dump`, into.dumps],
    ...[...volumes.keys()].map((name) => [`${incoming}/volumes/${name}`, `${into.volumes}/${name}`] as const),
  ] as const;
  for (const [source, target] of moves) {
    await host.removeTree(target);
    await host.rename(source, target);
  }
  return ok(undefined);
}

/** They are the app's own, which it knows. */
async function secretsIn(incoming: string): Promise<Result<Secrets, Failure>> {
  const text = await readTreeText(incoming, '/secrets.json').catch(() => null);
  const parsed = secretsMap.safeParse(parseJson(text ?? ''));
  if (parsed.success) return ok(parsed.data);
  return err(failure('restore-refused', 'The secrets in the backup cannot be read.'));
}
