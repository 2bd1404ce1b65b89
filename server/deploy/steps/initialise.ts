// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step } from '../step.ts';
import { installationOf } from '../subject.ts';

/** The app's own set-up and its first account, before anybody can reach it. What it makes goes with data and database. */
export const initialise: Step = {
  id: 'initialise',
  title: (facts) => (installationOf(facts).admin ? 'Make your administrator account' : 'Set it up'),
  async do(context) {
    const installation = installationOf(context.facts);
    const initialised = await context.effect(
      'hook.run',
      { installation: installation.id, hook: 'initialise' },
      { number: 1 },
    );
    if (!initialised.ok) return initialised;
    if (installation.admin === null) return ok({ doneTitle: 'Set it up', found: null });
    const created = await context.effect(
      'hook.run',
      { installation: installation.id, hook: 'admin-create' },
      { number: 2 },
    );
    if (!created.ok) return created;
    const verified = await context.effect(
      'hook.run',
      { installation: installation.id, hook: 'admin-verify' },
      { number: 3 },
    );
    if (!verified.ok) return verified;
    return ok({ doneTitle: 'Made your administrator account', found: 'only you can sign in' });
  },
  async undo(context) {
    // Making an account may have started the app; nothing of it may run while its data is taken away.
    const stopped = await context.effect('installation.stop', {
      installation: installationOf(context.facts).id,
    });
    return stopped.ok || stopped.error.code === 'not-found' ? undone : stopped;
  },
};
