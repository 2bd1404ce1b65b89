// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { failureOfLine } from '#server/preflight/preflight-failure.ts';
import { undone } from '../run-plan.ts';
import type { Step } from '../step.ts';

export const lookAtServer: Step = {
  id: 'preflight',
  title: () => 'Look at the server',
  async do(context) {
    const lines = await context.preflight();
    for (const line of lines) context.log(line.text);
    const failed = lines.filter((line) => line.state === 'failed');
    const [first] = failed;
    if (first !== undefined) return err(failureOfLine(first, failed.slice(1)));
    if (lines.length === 0) return err(failure('internal', 'Nothing was looked at.'));
    const warnings = lines.filter((line) => line.state === 'warning');
    const found =
      warnings.length > 0
        ? warnings.map((line) => line.text).join('; ')
        : 'enough room, name free, address points here';
    return ok({ doneTitle: 'Looked at the server', found });
  },
  undo: async () => undone,
};
