// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { type Handler, recordOf } from '../context.ts';
import { makeAddons } from '../make-addons.ts';

/** addons.create: those of the current release. */
export const addonsCreate: Handler<'addons.create'> = async ({ input, context, listener }) => {
  const record = await recordOf(context, input.installation);
  if (!record.ok) return record;
  const { addons } = record.value.package.manifest;
  const made = await makeAddons(record.value, addons, context, listener);
  return made.ok ? ok({ addons: [...made.value.made] }) : made;
};
