// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { OperationFacts, Step } from '../step.ts';
import { backupOf, installationOf, packageAfter } from '../subject.ts';

/** The package's own work on restored data, such as building an index anew. It runs while the app is up. */
export const afterRestore: Step = {
  id: 'after-restore',
  title: () => 'Make it know its restored data',
  applies: (facts) =>
    packageAfter(facts).manifest.hooks['after-restore'] !== undefined &&
    (facts.input.kind !== 'roll-back' || facts.input.withData),
  async do(context) {
    const ran = await context.effect('hook.run', {
      installation: installationOf(context.facts).id,
      hook: 'after-restore',
    });
    return ran.ok ? ok({ doneTitle: 'Made it know its restored data', found: null }) : ran;
  },
  undo: async () => undone,
};

/** Data of another installation knows another address: pages, links and mails would lead there. */
export const leaveOldAddress: Step = {
  id: 'domain-changed',
  title: () => 'Make it know its address',
  applies: hasAnotherAddress,
  async do(context) {
    const { entry } = backupOf(context.facts);
    const ran = await context.effect('hook.run', {
      installation: installationOf(context.facts).id,
      hook: 'domain-changed',
      // The port that visitors use differs between practice servers and others.
      former: { domain: entry.domain, publicPort: context.facts.host.publicPort },
    });
    if (!ran.ok) return ran;
    return ok({ doneTitle: 'Made it know its address', found: `it was ${entry.domain}` });
  },
  undo: async () => undone,
};

function hasAnotherAddress(facts: OperationFacts): boolean {
  return (
    packageAfter(facts).manifest.hooks['domain-changed'] !== undefined &&
    facts.backup !== null &&
    facts.backup.entry.domain !== installationOf(facts).domain
  );
}
