// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { refuseWhileRunning } from '../app-units.ts';
import { done, type Handler, recordOf } from '../context.ts';
import { deleteGeneration } from '../delete-generation.ts';
import { generationOf, previousGeneration, withLive } from '../generations.ts';
import { makeAddons } from '../make-addons.ts';
import { restoreGeneration } from '../restore-generation.ts';
import { settle } from '../settle.ts';

/** state.restore: see restore-generation.ts. */
export const stateRestore: Handler<'state.restore'> = async ({ input, secrets, context, listener }) => {
  const record = await recordOf(context, input.installation);
  if (!record.ok) return record;
  const { from, restore } = input;
  return restoreGeneration({ record: record.value, from, restore, secrets }, context, listener);
};

/** state.switch: the record first, then addons and what is rendered of it. Interrupted, it is done again from there. */
export const stateSwitch: Handler<'state.switch'> = async ({ input, context, listener }) => {
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const running = await refuseWhileRunning(found.value, context);
  if (running) return err(running);
  const switched = withLive(found.value, input.generation, {
    nowMs: context.host.nowMs(),
    keepDays: input.keepDays,
  });
  if (!switched) {
    return err(
      failure('not-found', 'That state of the data is not on this server, or was not restored to its end.', {
        remedy: 'Restore the backup again.',
      }),
    );
  }
  await context.records.write(switched);
  const made = await makeAddons(switched, switched.package.manifest.addons, context, listener);
  if (!made.ok) return made;
  const settled = await settle(made.value.record, context, listener, { dataMoved: true });
  return settled.ok ? ok({ previous: previousGeneration(settled.value) }) : settled;
};

/** state.discard: what an attempt at a restore made, whole or not. */
export const stateDiscard: Handler<'state.discard'> = async ({ input, context }) => {
  const record = await context.records.read(input.installation);
  const generation = record && generationOf(record, input.restore);
  if (!record || generation === null) return done;
  if (generation === record.generation)
    return err(failure('input-refused', 'That state of the data is the one in use: it is not discarded.'));
  const deleted = await deleteGeneration(record, generation, context);
  return deleted.ok ? done : deleted;
};
