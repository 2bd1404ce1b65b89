// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import type { OperationFacts, Step } from '../step.ts';
import { installationOf } from '../subject.ts';
import { addonText } from '../wording.ts';

const addonsOf = (facts: OperationFacts) => installationOf(facts).package.manifest.addons;

export const makeAddons: Step = {
  id: 'addons',
  title: (facts) => `Make its ${nounOf(addonsOf(facts))}`,
  applies: (facts) => addonsOf(facts).length > 0,
  async do(context) {
    const made = await context.effect('addons.create', { installation: installationOf(context.facts).id });
    if (!made.ok) return made;
    return ok({
      doneTitle: `Made its ${nounOf(addonsOf(context.facts))}`,
      found: made.value.addons.map(addonText).join(', '),
    });
  },
  async undo(context) {
    const removed = await context.effect('addons.remove', { installation: installationOf(context.facts).id });
    return removed.ok ? ok(undefined) : removed;
  },
};

function nounOf(addons: readonly { readonly type: string }[]): string {
  const databases = addons.filter((addon) => addon.type !== 'redis').length;
  if (databases === 0) return 'memory store';
  return databases === 1 ? 'database' : 'databases';
}
