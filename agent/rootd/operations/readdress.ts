// SPDX-License-Identifier: AGPL-3.0-or-later
import { err, ok } from '#contract/result.ts';
import { done, type Handler, recordOf } from '../context.ts';
import { settle } from '../settle.ts';
import { domainTaken } from './reserve.ts';

/** installation.readdress: the record first, then what is rendered of it. Visitors come by the old one until route.open. */
export const readdress: Handler<'installation.readdress'> = async ({ input, context, listener }) => {
  const readdressed = await context.shared.run('mint', async () => {
    const found = await recordOf(context, input.installation);
    if (!found.ok || found.value.domain === input.domain) return found;
    const record = found.value;
    const others = (await context.records.all()).filter((one) => one.installation !== record.installation);
    const taken = domainTaken(input.domain, others);
    if (taken) return err(taken);
    const changed = { ...record, domain: input.domain, previousDomain: record.domain };
    await context.records.write(changed);
    return ok(changed);
  });
  if (!readdressed.ok) return readdressed;
  const settled = await settle(readdressed.value, context, listener);
  return settled.ok ? done : settled;
};
