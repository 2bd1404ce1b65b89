// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step } from '../step.ts';
import { installationOf } from '../subject.ts';

export const restart: Step = {
  id: 'restart',
  title: () => 'Stop it and start it again',
  async do(context) {
    const restarted = await context.effect('installation.restart', {
      installation: installationOf(context.facts).id,
    });
    if (!restarted.ok) return restarted;
    return ok({ doneTitle: 'Stopped it and started it again', found: null });
  },
  // Interrupted between stopping and starting, it must not stay stopped.
  async undo(context) {
    const started = await context.effect('installation.start', {
      installation: installationOf(context.facts).id,
    });
    return started.ok ? undone : started;
  },
};
