// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import type { Step } from '../step.ts';
import { installationOf } from '../subject.ts';

export const configure: Step = {
  id: 'configure',
  title: () => 'Write its settings',
  async do(context) {
    const configured = await context.effect('installation.configure', {
      installation: installationOf(context.facts).id,
    });
    if (!configured.ok) return configured;
    return ok({ doneTitle: 'Wrote its settings', found: 'in a sandbox of its own' });
  },
  async undo(context) {
    const unconfigured = await context.effect('installation.unconfigure', {
      installation: installationOf(context.facts).id,
    });
    return unconfigured.ok ? ok(undefined) : unconfigured;
  },
};
