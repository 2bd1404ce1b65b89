// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step } from '../step.ts';
import { bytesText, plural } from '../wording.ts';

/** A server becomes a place for the backups of others: each may add with its own key, none can delete. */
export const openStore: Step = {
  id: 'open-store',
  title: () => 'Make room for backups of other servers',
  applies: ({ input }) => input.kind === 'open-store' && !input.retain,
  async do(context) {
    const publicKeys = [...(await context.backups.storeKeys())];
    const opened = await context.effect('store.set', { publicKeys });
    if (!opened.ok) return opened;
    if (publicKeys.length === 0)
      return ok({ doneTitle: 'Closed it to backups of other servers', found: null });
    return ok({
      doneTitle: 'Made room for backups of other servers',
      found: `${bytesText(opened.value.freeBytes)} free`,
    });
  },
  // Trying again, or another place on it, sets the same list; what has no row is on it no more.
  undo: async () => undone,
};

/** Servers that can only add cannot delete what is old either: the server that stores it does that for them. */
export const retainStored: Step = {
  id: 'retain',
  title: () => 'Delete old backups of other servers',
  applies: ({ input }) => input.kind === 'open-store' && input.retain,
  irreversible: true,
  async do(context) {
    let removed = 0;
    const stored = await context.backups.stored();
    for (const [index, { repositoryOf, keep, pinned, secrets }] of stored.entries()) {
      const retained = await context.effect(
        'store.retain',
        { repositoryOf, keep, pinned: [...pinned] },
        { secrets, number: index },
      );
      // One that cannot be read is no reason to let the others grow.
      if (retained.ok) removed += retained.value.removed;
      else context.log(retained.error.message);
    }
    return ok({
      doneTitle: 'Deleted old backups of other servers',
      found: `${removed} of ${plural(stored.length, 'app')}`,
    });
  },
  undo: async () => undone,
};
