// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step } from '../step.ts';
import { installationOf } from '../subject.ts';

export const start: Step = {
  id: 'start',
  title: () => 'Start it',
  async do(context) {
    const started = await context.effect('installation.start', {
      installation: installationOf(context.facts).id,
    });
    if (!started.ok) return started;
    return ok({ doneTitle: 'Started it', found: null });
  },
  async undo(context) {
    const stopped = await context.effect('installation.stop', {
      installation: installationOf(context.facts).id,
    });
    return stopped.ok || stopped.error.code === 'not-found' ? undone : stopped;
  },
};
