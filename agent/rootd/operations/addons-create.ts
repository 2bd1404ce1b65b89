// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { addonOwner, addonsOf } from '../app-layout.ts';
import { type Handler, recordOf } from '../context.ts';

/** addons.create: one after the other; the record has the attributes of each that is there. */
export const addonsCreate: Handler<'addons.create'> = async ({ input, context, listener }) => {
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  let record = found.value;
  const made: { type: string; version: string }[] = [];
  for (const { request, addon } of addonsOf(record, context.plugins)) {
    const created = await context.shared.run(`addon-${request.type}`, () =>
      addon.create(request, addonOwner(record), context.host, listener),
    );
    if (!created.ok) return created;
    record = { ...record, addons: { ...record.addons, [request.name]: created.value.attributes } };
    await context.records.write(record);
    made.push({ type: request.type, version: created.value.version });
  }
  return ok({ addons: made });
};
