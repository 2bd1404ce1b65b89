// SPDX-License-Identifier: AGPL-3.0-or-later
import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step } from '../step.ts';
import { plural } from '../wording.ts';

/** It does not answer, or its address leads to another server by now: what we made is not there to be removed. */
const isGone = ({ code }: Failure): boolean => code === 'host-unreachable' || code === 'host-key-changed';

export const checkNothingInstalled: Step = {
  id: 'check-empty',
  title: () => 'Look whether something is installed',
  async do(context) {
    const found = await context.ask('host.installations', {});
    if (!found.ok) {
      // A server that is gone for good must not stay in the list for ever. Our own rows say that nothing is installed.
      if (!isGone(found.error)) return found;
      return ok({ doneTitle: 'Looked whether something is installed', found: 'the server does not answer' });
    }
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

/** Also after these the server is let go of: it may be gone for good. */
const UNREACHABLE_WAITS_MS = [2_000, 10_000] as const;

export const removeAgent: Step = {
  id: 'remove-agent',
  title: () => 'Remove our agent',
  irreversible: true,
  async do(context) {
    const { input } = context.facts;
    const deleteBackups = input.kind === 'disconnect-host' && input.deleteBackups;
    for (const waitMs of [...UNREACHABLE_WAITS_MS, null]) {
      const removed = await context.hostConnection.uninstall({
        ...{ deleteBackups, wasConnected: true },
        say: context.log,
      });
      if (removed.ok) return ok({ doneTitle: 'Removed our agent', found: null });
      if (!isGone(removed.error)) return removed;
      context.log(removed.error.message);
      if (waitMs !== null) await sleep(waitMs);
    }
    return ok({
      doneTitle: 'Let go of the server',
      found: 'it did not let us in: our agent may still be there',
    });
  },
  undo: async () => undone,
};
