// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Listener } from '#agent/host/host.ts';
import { backupManifest, type SnapshotSource } from '#contract/backup.ts';
import type { Failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { addonOwner } from './app-layout.ts';
import { restoreFiles } from './backups/restore-files.ts';
import type { RootdContext } from './context.ts';
import { deleteGeneration } from './delete-generation.ts';
import { generationFor, generationOf, withGeneration } from './generations.ts';
import type { GenerationRecord, InstallationRecord } from './installation-record.ts';
import type { Secrets } from './records.ts';
import { dumpOf, refuseManifest, refuseNewer } from './snapshot-refusals.ts';
import { stateOf } from './state-layout.ts';

/**
 * A snapshot put into a generation of its own, beside the live one, which goes on:
 *
 *   registered → files and dumps → databases, as the installation's role → complete
 *
 * The record knows of it before anything is made, and that it is complete after everything. What an interrupted attempt
 * left is deleted and made anew; a failed one leaves nothing.
 */
export interface RestoreAttempt {
  readonly record: InstallationRecord;
  readonly from: SnapshotSource;
  /** Names it. */
  readonly restore: string;
  readonly secrets: Secrets;
}

/** Beside the data of a complete generation: what a second call is told. Root only. */
const restoredFile = z.strictObject({ manifest: backupManifest, dataBytes: z.int() });

export interface Restored extends z.infer<typeof restoredFile> {
  readonly generation: number;
}

export async function restoreGeneration(
  attempt: RestoreAttempt,
  context: RootdContext,
  listener: Listener,
): Promise<Result<Restored, Failure>> {
  const { host, records } = context;
  let { record } = attempt;
  const earlier = generationOf(record, attempt.restore);
  if (earlier !== null) {
    const text = await host.readText(restoredPath(record, earlier));
    if (text !== null && isComplete(record, earlier))
      return ok({ generation: earlier, ...restoredFile.parse(JSON.parse(text)) });
    const deleted = await deleteGeneration(record, earlier, context);
    if (!deleted.ok) return deleted;
    record = deleted.value;
  }
  const entry: GenerationRecord = {
    generation: generationFor(record, attempt.restore),
    restore: attempt.restore,
    madeAtMs: host.nowMs(),
    complete: false,
    untilMs: null,
    hooksDone: [],
  };
  const begun = withGeneration(record, entry);
  await records.write(begun);
  const filled = await fill({ ...attempt, record: begun }, entry, context, listener);
  if (filled.ok) return filled;
  // Now, not when somebody undoes it: a disk that became full stops everybody.
  const left = await records.read(record.installation);
  const deleted = left ? await deleteGeneration(left, entry.generation, context) : ok(null);
  return deleted.ok ? filled : deleted;
}

async function fill(
  { record, from, secrets }: RestoreAttempt,
  entry: GenerationRecord,
  context: RootdContext,
  listener: Listener,
): Promise<Result<Restored, Failure>> {
  const { host, records } = context;
  const { generation } = entry;
  const state = stateOf(record, generation);
  const dumps = `${state.directory}/dumps`;
  const into = { data: state.data, volumes: state.volumes, dumps };
  await host.makeDirectory(state.directory, { uid: 0, gid: 0, mode: 0o700 });
  const files = await restoreFiles({ from, secrets, record, into }, context, listener);
  if (!files.ok) return files;
  const { manifest, bytes } = files.value;
  const bad = refuseManifest(manifest, record);
  if (bad) return err(bad);

  // The data is the snapshot's, so its own package says what there is.
  const { addons, volumes } = manifest.package.manifest;
  const types = addons.map((addon) => addon.type);
  const known = { ...record, addonTypes: [...new Set([...record.addonTypes, ...types])] };
  await records.write(known);
  // What they say while they make a database is of another moment.
  const quiet: Listener = { log: listener.log, note: () => undefined };
  for (const request of addons) {
    listener.note(`Filling its ${request.name} from the backup`);
    const filled = await context.shared.run(`addon-${request.type}`, async () => {
      const addon = context.plugins.addons[request.type];
      const owner = addonOwner(record, generation);
      const made = await addon.create(request, owner, host, quiet);
      if (!made.ok) return made;
      const newer = refuseNewer(request.type, dumpOf(manifest, request)?.version ?? '', made.value.version);
      if (newer) return err(newer);
      return addon.restore(request, owner, `${dumps}/${request.name}`, host, quiet);
    });
    if (!filled.ok) return filled;
  }
  await host.removeTree(dumps);

  const there: string[] = [];
  for (const { name } of volumes) if (await host.exists(state.volume(name))) there.push(`volume:${name}`);
  const once = manifest.hooksDone.filter((mark) => mark === 'initialise' || mark === 'admin-create');
  await host.writeAtomic(restoredPath(record, generation), JSON.stringify({ manifest, dataBytes: bytes }), {
    mode: 0o600,
  });
  await records.write(withGeneration(known, { ...entry, complete: true, hooksDone: [...once, ...there] }));
  return ok({ generation, manifest, dataBytes: bytes });
}

const restoredPath = (record: InstallationRecord, generation: number): string =>
  `${stateOf(record, generation).directory}/restored.json`;

const isComplete = (record: InstallationRecord, generation: number): boolean =>
  record.generation === generation ||
  record.generations.some((one) => one.generation === generation && one.complete);
