// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Listener } from '#agent/host/host.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { detailOf, type RootdContext } from './context.ts';
import type { InstallationRecord } from './installation-record.ts';
import { runInSandbox } from './run-in-sandbox.ts';
import { stateOf } from './state-layout.ts';

const MOUNT_POINT = '/run/hop3-volume';
const COPY_SECONDS = 900;

/** A constant script; the target is its argument. What the root does not have gives an empty volume. */
const COPY = 'if [ -d "$1" ]; then exec cp -a --no-preserve=ownership -- "$1/." "$2/"; fi';

/**
 * Makes the volumes and, once, fills each with what the root has at its target. The copying runs as the app's user
 * inside its sandbox, so nothing in the tree can lead a program of root anywhere.
 */
export async function makeVolumes(
  record: InstallationRecord,
  rootDigest: string,
  context: RootdContext,
  listener: Listener,
): Promise<Result<InstallationRecord, Failure>> {
  let current = record;
  for (const volume of record.package.manifest.volumes) {
    const path = stateOf(record).volume(volume.name);
    const mode = Number.parseInt(volume.mode, 8);
    await context.host.makeDirectory(path, { uid: record.uid, gid: record.uid, mode });
    const mark = `volume:${volume.name}`;
    if (current.hooksDone.includes(mark)) continue;
    const copied = await runInSandbox(
      {
        record,
        rootDigest,
        secrets: {},
        name: `volume-${volume.name}`,
        argv: ['/bin/sh', '-c', COPY, 'sh', volume.target, MOUNT_POINT],
        directory: '/',
        volumes: [{ from: path, to: MOUNT_POINT }],
        timeoutSeconds: COPY_SECONDS,
      },
      context,
      listener,
    );
    if (copied.exitCode !== 0) {
      return err(
        failure('build-failed', `The volume ${volume.name} could not be filled from ${volume.target}.`, {
          detail: detailOf(copied.stderr),
        }),
      );
    }
    current = { ...current, hooksDone: [...current.hooksDone, mark] };
    await context.records.write(current);
  }
  return ok(current);
}
