// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { OperationFacts, Step } from '../step.ts';
import { installationOf, targetOf } from '../subject.ts';
import { noteCount } from './note-before.ts';

/** It ends by itself after this, should nobody come back to end it. */
const CLOSED_SECONDS = 4 * 3600;
const WAIT_SECONDS = 15 * 60;

/** Whether visitors can only be kept waiting: no write of theirs could be lost by going back. */
function lets(facts: OperationFacts): 'wait' | 'closed' {
  if (facts.kind === 'update' && !targetOf(facts).package.manifest.update.migrates) return 'wait';
  if (facts.input.kind === 'roll-back' && !facts.input.withData) return 'wait';
  return 'closed';
}

/** From here on nothing that visitors do can be lost: they are kept out until it was checked, or is as it was. */
export const holdVisitors: Step = {
  id: 'hold',
  title: (facts) =>
    lets(facts) === 'closed' ? 'Close it to visitors for a moment' : 'Let visitors wait a moment',
  async do(context) {
    const { id } = installationOf(context.facts);
    const mode = lets(context.facts);
    const held = await context.effect('route.hold', {
      installation: id,
      mode,
      seconds: mode === 'closed' ? CLOSED_SECONDS : WAIT_SECONDS,
    });
    if (!held.ok) return held;
    // Nobody adds or deletes any more: this is what there must still be afterwards.
    if (mode === 'closed') await noteCount(context);
    return ok(
      mode === 'closed'
        ? { doneTitle: 'Closed it to visitors', found: 'they are asked to come back soon' }
        : { doneTitle: 'Let visitors wait', found: null },
    );
  },
  async undo(context) {
    const resumed = await context.effect('route.resume', { installation: installationOf(context.facts).id });
    return resumed.ok || resumed.error.code === 'not-found' ? undone : resumed;
  },
};

/** It has proven itself. What visitors write from now on is theirs, so from here on it only goes forward. */
export const reopen: Step = {
  id: 'reopen',
  title: () => 'Let visitors in again',
  irreversible: true,
  async do(context) {
    await context.note({ reopened: true });
    const { formerPassword } = context.notes;
    if (formerPassword !== undefined) await context.password.takeBack(formerPassword);
    const resumed = await context.effect('route.resume', { installation: installationOf(context.facts).id });
    return resumed.ok ? ok({ doneTitle: 'Let visitors in again', found: null }) : resumed;
  },
  undo: async () => undone,
};
