// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step } from '../step.ts';
import { installationOf, targetOf } from '../subject.ts';

/** From here on the data may be what only the new version understands: undoing lastBackup brings it back. */
export const migrate: Step = {
  id: 'migrate',
  title: () => 'Bring its data to the new version',
  applies: (facts) => targetOf(facts).package.manifest.update.migrates,
  async do(context) {
    // Before the first effect: also an app without such a hook changes its data, when it is started.
    await context.note({ mayHaveMigrated: true });
    const migrated = await context.effect('hook.run', {
      installation: installationOf(context.facts).id,
      hook: 'migrate',
    });
    if (!migrated.ok) return migrated;
    return ok({
      doneTitle: 'Brought its data to the new version',
      found: migrated.value.ran ? null : 'it does that itself when it starts',
    });
  },
  undo: async () => undone,
};
