// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupId, BackupTargetId } from '#contract/backup.ts';
import type { HostId } from '#contract/ids.ts';
import { must, type Subject } from '../laboratory.ts';
import {
  type Check,
  hasMark,
  mustHaveMark,
  newToken,
  putMark,
  signIn,
  subjectOf,
  type Trial,
  uninstall,
} from '../trial.ts';

/** Backed up, brought back in its place, and on another server. */
export const restores: Check = {
  id: 'restore',
  async run(trial) {
    const subject = subjectOf(trial);
    const other = await trial.lab.host('other');
    const target = await storeOn(trial, other.id);
    const { operation } = await trial.lab.api.backups.setPlan({
      installation: subject.installation,
      schedule: { every: 'day', at: '03:15' },
      keep: { daily: 7, weekly: 4, monthly: 6 },
      paused: false,
      targets: ['local', target],
    });
    await trial.lab.succeed(operation, 'Setting the backups up');
    const backup = await backUp(trial, subject);
    trial.measured.heldMs.backup = backup.heldMs;
    const notes = [
      `Backed up ${backup.files} files, ${(backup.dataBytes / 1e6).toFixed(1)} MB, here and on another server`,
    ];

    notes.push(...(await bringBack(trial, subject, backup.id)));

    const made = await trial.lab.api.backups.installFromBackup({
      installation: subject.installation,
      backup: backup.id,
      target,
      host: other.id,
      title: `Copy of ${trial.app}`,
      domain: `${trial.app}-copy.${other.sandbox.domainSuffix}`,
    });
    await trial.lab.succeed(made.operation, 'Bringing it back on another server');
    const copy: Subject = {
      installation: made.installation,
      domain: `${trial.app}-copy.${other.sandbox.domainSuffix}`,
      host: other,
    };
    await signIn(trial, copy);
    if (trial.token !== undefined) await mustHaveMark(trial, copy, trial.token, 'on the other server');
    await uninstall(trial, copy);
    return [...notes, 'Brought back on another server: signed in, the data is there'];
  },
};

/** Backed up and brought back in its place; then removed. */
export const restoresInPlace: Check = {
  id: 'restore',
  async run(trial) {
    const subject = subjectOf(trial);
    const token = newToken();
    if (trial.manifest.seed !== undefined) await putMark(trial, subject, token);
    const backup = await backUp(trial, subject);
    const notes = await bringBack({ ...trial, token }, subject, backup.id);
    await uninstall(trial, subject);
    return notes;
  },
};

/** What came after the backup is gone, what was in it is there. */
async function bringBack(trial: Trial, subject: Subject, backup: BackupId): Promise<string[]> {
  const later = newToken();
  const marked = trial.manifest.seed !== undefined && trial.token !== undefined;
  if (marked) await putMark(trial, subject, later);
  const { operation } = await trial.lab.api.backups.restore({ installation: subject.installation, backup });
  await trial.lab.succeed(operation, 'The restore');
  await signIn(trial, subject);
  if (!marked || trial.token === undefined) return ['Brought back in its place and signed in'];
  await mustHaveMark(trial, subject, trial.token, 'after a restore');
  must(!(await hasMark(trial, subject, later)), 'After the restore it has data from after the backup.');
  return ['Brought back in its place: signed in, the data is as it was in the backup'];
}

async function backUp(trial: Trial, subject: Subject) {
  const { operation } = await trial.lab.api.backups.now({ installation: subject.installation });
  await trial.lab.succeed(operation, 'The backup');
  const {
    backups: [newest],
  } = await trial.lab.api.backups.list({ installation: subject.installation });
  must(newest !== undefined, 'The backup is not in the list.');
  return newest;
}

/** The other server as a place for backups; found again when it is one already. */
async function storeOn(trial: Trial, host: HostId): Promise<BackupTargetId> {
  const { api } = trial.lab;
  const known = (await api.backups.targets.list()).find((target) => target.kind === 'store');
  if (known) return known.id;
  const added = await api.backups.targets.add({ kind: 'store', host });
  if (added.operation !== null)
    await trial.lab.succeed(added.operation, 'Making room for backups on the other server');
  return added.target;
}
