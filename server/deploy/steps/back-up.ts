// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupEntry, BackupReason } from '#contract/backup.ts';
import type { Failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { OperationFacts, Step, StepContext } from '../step.ts';
import { installationOf, targetOf } from '../subject.ts';
import { bytesText, durationText } from '../wording.ts';
import { bringPlan } from './backup-plan.ts';

interface Made {
  readonly entry: BackupEntry;
  /** "6.1 MB; it was stopped for 3 s". */
  readonly found: string;
}

async function backUp(context: StepContext, reason: BackupReason): Promise<Result<Made, Failure>> {
  if (!(await context.backups.isPlanApplied())) {
    const brought = await bringPlan(context);
    if (!brought.ok) return brought;
  }
  const { id } = installationOf(context.facts);
  const made = await context.effect('backup.run', { installation: id, reason });
  if (!made.ok) return made;
  const { entry, missed } = made.value;
  await context.backups.record(entry);
  for (const { target, failure } of missed) context.log(`${target}: ${failure.message}`);
  const parts = [bytesText(entry.dataBytes)];
  if (entry.copies.length > 1) parts.push(`at ${entry.copies.length} places`);
  if (entry.heldMs > 0) parts.push(`it was stopped for ${durationText(entry.heldMs)}`);
  if (missed.length > 0)
    parts.push(`not at every place: ${missed.map((one) => one.failure.message).join(' ')}`);
  return ok({ entry, found: parts.join('; ').slice(0, 900) });
}

/** Asked for by a person. */
export const backUpNow: Step = {
  id: 'backup',
  title: () => 'Back it up',
  async do(context) {
    const made = await backUp(context, 'manual');
    return made.ok ? ok({ doneTitle: 'Backed it up', found: made.value.found }) : made;
  },
  undo: async () => undone,
};

/** A new installation is whole without it: where it fails, its page says so and what to do. */
export const firstBackup: Step = {
  id: 'first-backup',
  title: () => 'Make a first backup',
  async do(context) {
    const made = await backUp(context, 'first');
    if (made.ok) return ok({ doneTitle: 'Made a first backup', found: made.value.found });
    if (context.signal.aborted) return made;
    for (const text of [made.error.message, made.error.detail]) if (text !== null) context.log(text);
    return ok({ doneTitle: 'No first backup yet', found: made.error.message.slice(0, 900) });
  },
  undo: async () => undone,
};

/** To the release before, with the data of now. */
const keepsItsData = ({ input }: OperationFacts): boolean => input.kind === 'roll-back' && !input.withData;

/** While it still runs: what a rehearsal is made of, and what everything can be had back from. */
export const backUpBeforeUpdate: Step = {
  id: 'backup',
  title: () => 'Back it up',
  applies: (facts) => facts.kind === 'update' || keepsItsData(facts),
  async do(context) {
    const made = await backUp(context, 'before-update');
    if (!made.ok) return made;
    const { entry, found } = made.value;
    await context.note({ backup: { id: entry.id, from: await context.backups.sourceOf(entry) } });
    return ok({ doneTitle: 'Backed it up', found });
  },
  undo: async () => undone,
};

/**
 * When nobody can write any more, before a version that may change the data. Undoing brings exactly this state back,
 * should the data have been changed; once visitors are in again it never does.
 */
export const lastBackup: Step = {
  id: 'last-backup',
  title: () => 'Save the last changes',
  applies: (facts) => facts.kind === 'update' && targetOf(facts).package.manifest.update.migrates,
  async do(context) {
    const made = await backUp(context, 'before-update');
    if (!made.ok) return made;
    const { entry, found } = made.value;
    await context.note({ lastBackup: { id: entry.id, from: await context.backups.sourceOf(entry) } });
    return ok({ doneTitle: 'Saved the last changes', found });
  },
  async undo(context) {
    const { lastBackup: last, mayHaveMigrated, reopened } = context.notes;
    if (last === undefined || mayHaveMigrated !== true || reopened === true) return undone;
    const secrets = await context.backups.readingSecrets(last.from);
    if (!secrets.ok) return secrets;
    const { id } = installationOf(context.facts);
    const put = await context.effect(
      'state.restore',
      { installation: id, from: last.from, restore: context.facts.operation },
      { secrets: secrets.value },
    );
    if (!put.ok) return put;
    const back = await context.effect('state.switch', {
      installation: id,
      generation: put.value.generation,
      keepDays: 1,
    });
    return back.ok ? undone : back;
  },
};

/**
 * Before a restore, when it is stopped. What is there now may be just what is broken, so that it cannot be backed up
 * stops nothing: it is kept as it is for some days in any case.
 */
export const safetyBackup: Step = {
  id: 'safety-backup',
  title: () => 'Save the present state',
  applies: (facts) => !keepsItsData(facts),
  async do(context) {
    const made = await backUp(context, 'before-restore');
    if (made.ok) return ok({ doneTitle: 'Saved the present state', found: made.value.found });
    if (context.signal.aborted) return made;
    for (const text of [made.error.message, made.error.detail]) if (text !== null) context.log(text);
    return ok({
      doneTitle: 'Could not back up the present state',
      found: `it is kept as it is instead. ${made.error.message}`.slice(0, 900),
    });
  },
  undo: async () => undone,
};

/** Before anything of it is closed. */
export const backUpBeforeUninstall: Step = {
  id: 'last-backup',
  title: () => 'Make a last backup',
  applies: ({ input }) => input.kind === 'uninstall' && input.lastBackup,
  async do(context) {
    const made = await backUp(context, 'before-uninstall');
    if (made.ok) return ok({ doneTitle: 'Made a last backup', found: made.value.found });
    // What is left of an install that failed half-way has nothing to save.
    if (made.error.code === 'not-found')
      return ok({ doneTitle: 'Made no last backup', found: 'there is nothing of it to save' });
    const or = 'Or uninstall it without a last backup. Nothing was removed.';
    const remedy = made.error.remedy === null ? or : `${made.error.remedy} ${or}`;
    return err({ ...made.error, remedy });
  },
  undo: async () => undone,
};
