// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { makeBackup } from '../backups/make-backup.ts';
import { type Handler, routableRecordOf } from '../context.ts';

/** backup.run: see backups/make-backup.ts. */
export const backupRun: Handler<'backup.run'> = async ({ input, context, listener }) => {
  const record = await routableRecordOf(context, input.installation);
  if (!record.ok) return record;
  const made = await makeBackup(record.value, input.reason, context, listener);
  return made.ok ? ok(made.value) : made;
};
