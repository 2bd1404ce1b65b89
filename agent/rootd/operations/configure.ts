// SPDX-License-Identifier: AGPL-3.0-or-later
import { done, type Handler, recordOf } from '../context.ts';
import { settle } from '../settle.ts';

/** installation.configure: files, environment, units, volumes, firewall rule. Starts nothing. */
export const configure: Handler<'installation.configure'> = async ({ input, context, listener }) => {
  const record = await recordOf(context, input.installation);
  if (!record.ok) return record;
  const settled = await settle(record.value, context, listener);
  return settled.ok ? done : settled;
};
