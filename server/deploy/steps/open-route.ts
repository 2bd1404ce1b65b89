// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import type { Step } from '../step.ts';
import { installationOf } from '../subject.ts';

export const openRoute: Step = {
  id: 'route',
  title: () => 'Open it to visitors',
  async do(context) {
    const installation = installationOf(context.facts);
    const opened = await context.effect('route.open', { installation: installation.id });
    if (!opened.ok) return opened;
    return ok({ doneTitle: 'Opened it to visitors', found: installation.domain });
  },
  async undo(context) {
    const closed = await context.effect('route.close', { installation: installationOf(context.facts).id });
    return closed.ok ? ok(undefined) : closed;
  },
};
