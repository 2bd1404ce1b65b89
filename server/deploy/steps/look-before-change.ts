// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupManifest } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step, StepContext } from '../step.ts';
import { backupOf, installationOf, targetOf } from '../subject.ts';
import { bytesText, timeText } from '../wording.ts';
import { noteBefore } from './note-before.ts';
import { lookForRoom, RELEASE_ROOM_BYTES } from './room.ts';

/** Files of the backup and a database made of its dump, and the dump itself while it is read. */
const RESTORE_FACTOR = 2.5;

/** An update: room for the new version, for a copy of the data and for a second one of the app. */
export const lookBeforeUpdate: Step = {
  id: 'look',
  title: () => 'Look whether there is room',
  async do(context) {
    const { id } = installationOf(context.facts);
    const status = await context.ask('installation.status', { installation: id });
    if (!status.ok) return status;
    const room = await lookForRoom(context, {
      bytes: RELEASE_ROOM_BYTES + RESTORE_FACTOR * (status.value.dataBytes ?? 0),
      secondOne: targetOf(context.facts).package,
    });
    if (!room.ok) return room;
    const noted = await noteBefore(context);
    return noted.ok ? ok({ doneTitle: 'Looked whether there is room', found: room.value }) : noted;
  },
  undo: async () => undone,
};

/** To the release before: it must be known here. */
export const lookBeforeRollBack: Step = {
  id: 'look',
  title: () => 'Look at the version before',
  async do(context) {
    if (context.facts.target === null) {
      return err(
        failure('not-found', 'There is no version before this one.', { remedy: 'Restore a backup instead.' }),
      );
    }
    const found = await foundBackup(context);
    if (!found.ok) return found;
    const noted = await noteBefore(context);
    return noted.ok ? ok({ doneTitle: 'Looked at the version before', found: found.value }) : noted;
  },
  undo: async () => undone,
};

/** A restore in place, with the copy that is to be read opened and room for it. */
export const lookAtBackup: Step = {
  id: 'look',
  title: () => 'Look at the backup',
  async do(context) {
    const found = await foundBackup(context);
    if (!found.ok) return found;
    const noted = await noteBefore(context);
    return noted.ok ? ok({ doneTitle: 'Looked at the backup', found: found.value }) : noted;
  },
  undo: async () => undone,
};

/** For a new installation, which has no present to compare with. */
export const lookAtForeignBackup: Step = {
  id: 'look-backup',
  title: () => 'Look at the backup',
  async do(context) {
    const found = await foundBackup(context);
    return found.ok ? ok({ doneTitle: 'Looked at the backup', found: found.value }) : found;
  },
  undo: async () => undone,
};

/** What is known of the backup, for people; null for an operation that needs none. */
async function foundBackup(context: StepContext): Promise<Result<string | null, Failure>> {
  const { facts } = context;
  const needed = facts.input.kind !== 'roll-back' || facts.input.withData;
  if (!needed) return ok(null);
  if (facts.backup === null) {
    return err(
      failure('not-found', 'This backup is not there, or no copy of it can be read from this server.', {
        remedy: 'Choose another backup, or one with a copy elsewhere.',
      }),
    );
  }
  const looked = await inspect(context);
  if (!looked.ok) return looked;
  const { timezone } = installationOf(facts);
  return ok(`of ${timeText(looked.value.manifest.atMs, timezone)}, ${bytesText(looked.value.dataBytes)}`);
}

async function inspect(
  context: StepContext,
): Promise<Result<{ readonly manifest: BackupManifest; readonly dataBytes: number }, Failure>> {
  const { from, entry } = backupOf(context.facts);
  const secrets = await context.backups.readingSecrets(from);
  if (!secrets.ok) return secrets;
  const { id, package: app } = installationOf(context.facts);
  const read = await context.effect('backup.inspect', { installation: id, from }, { secrets: secrets.value });
  if (!read.ok) return read;
  const { manifest, dataBytes } = read.value;
  if (manifest.package.id !== app.id || manifest.backup !== entry.id) {
    return err(
      failure('restore-refused', 'What is stored there is not the backup that it should be.', {
        remedy: 'Choose another copy or another backup.',
      }),
    );
  }
  const room = await lookForRoom(context, { bytes: RESTORE_FACTOR * dataBytes, secondOne: null });
  return room.ok ? ok({ manifest, dataBytes }) : room;
}
