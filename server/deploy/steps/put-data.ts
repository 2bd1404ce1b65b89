// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { OperationFacts, Step } from '../step.ts';
import { backupOf, installationOf } from '../subject.ts';
import { bytesText } from '../wording.ts';

/** How long what a restore replaced is kept, for changing one's mind. */
export const KEEP_REPLACED_DAYS = 7;

const withData = (facts: OperationFacts): boolean => facts.input.kind !== 'roll-back' || facts.input.withData;

/** Into a place of its own beside the present data, while the app runs on. */
export const putData: Step = {
  id: 'put-data',
  title: (facts) =>
    facts.kind === 'install-from-backup' ? 'Put its data in' : 'Put the backup beside the present data',
  applies: withData,
  async do(context) {
    const { from } = backupOf(context.facts);
    const secrets = await context.backups.readingSecrets(from);
    if (!secrets.ok) return secrets;
    const put = await context.effect(
      'state.restore',
      { installation: installationOf(context.facts).id, from, restore: context.facts.operation },
      { secrets: secrets.value },
    );
    if (!put.ok) return put;
    await context.note({ restored: put.value.generation });
    const found = `${bytesText(put.value.dataBytes)} of files and databases`;
    return ok(
      context.facts.kind === 'install-from-backup'
        ? { doneTitle: 'Put its data in', found }
        : { doneTitle: 'Put the backup beside the present data', found },
    );
  },
  async undo(context) {
    const discarded = await context.effect('state.discard', {
      installation: installationOf(context.facts).id,
      restore: context.facts.operation,
    });
    return discarded.ok || discarded.error.code === 'not-found' ? undone : discarded;
  },
};

/** The restored data becomes the live one; what was live is kept. */
export const switchData: Step = {
  id: 'switch-data',
  title: (facts) => (facts.kind === 'install-from-backup' ? 'Make it its own' : 'Take the restored data'),
  applies: withData,
  async do(context) {
    const { restored } = context.notes;
    if (restored === undefined) throw new Error('no data was restored');
    const isNew = context.facts.kind === 'install-from-backup';
    const switched = await context.effect('state.switch', {
      installation: installationOf(context.facts).id,
      generation: restored,
      keepDays: isNew ? 0 : KEEP_REPLACED_DAYS,
    });
    if (!switched.ok) return switched;
    return ok(
      isNew
        ? { doneTitle: 'Made it its own', found: null }
        : {
            doneTitle: 'Took the restored data',
            found: `what was there is kept for ${KEEP_REPLACED_DAYS} days`,
          },
    );
  },
  async undo(context) {
    // A new installation had nothing but an empty first one.
    const generation = context.notes.before?.generation ?? 0;
    const back = await context.effect('state.switch', {
      installation: installationOf(context.facts).id,
      generation,
      keepDays: 0,
    });
    return back.ok || back.error.code === 'not-found' ? undone : back;
  },
};
