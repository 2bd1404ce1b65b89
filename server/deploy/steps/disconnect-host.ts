// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step } from '../step.ts';
import { plural } from '../wording.ts';

export const checkNothingInstalled: Step = {
  id: 'check-empty',
  title: () => 'Look whether something is installed',
  async do(context) {
    const found = await context.ask('host.installations', {});
    if (!found.ok) return found;
    const { installations } = found.value;
    if (installations.length > 0) {
      return err(
        failure(
          'busy',
          `${plural(installations.length, 'installation')} still on this server: ${installations.map((one) => one.title).join(', ')}.`,
          {
            remedy: 'Uninstall what is there first.',
          },
        ),
      );
    }
    return ok({ doneTitle: 'Looked whether something is installed', found: 'nothing is' });
  },
  undo: async () => undone,
};

export const removeAgent: Step = {
  id: 'remove-agent',
  title: () => 'Remove our agent',
  irreversible: true,
  async do(context) {
    const removed = await context.hostConnection.uninstall(context.log);
    return removed.ok ? ok({ doneTitle: 'Removed our agent', found: null }) : removed;
  },
  undo: async () => undone,
};
