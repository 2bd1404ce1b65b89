// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { leftovers } from '../leftovers.ts';
import { undone } from '../run-plan.ts';
import type { Step, StepContext } from '../step.ts';
import { installationOf } from '../subject.ts';

type RemovingVerb =
  | 'certificate.remove'
  | 'addons.remove'
  | 'installation.unconfigure'
  | 'root.release'
  | 'installation.release';

const call = (
  context: StepContext,
  verb: RemovingVerb | 'route.close' | 'route.open' | 'installation.stop' | 'installation.start',
) => context.effect(verb, { installation: installationOf(context.facts).id });

/** Uninstalling, up to here, can be taken back. */
export const closeRoute: Step = {
  id: 'route-close',
  title: () => 'Close it to visitors',
  async do(context) {
    const closed = await call(context, 'route.close');
    return closed.ok ? ok({ doneTitle: 'Closed it to visitors', found: null }) : closed;
  },
  async undo(context) {
    const opened = await call(context, 'route.open');
    return opened.ok ? undone : opened;
  },
};

export const stop: Step = {
  id: 'stop',
  title: () => 'Stop it',
  async do(context) {
    const stopped = await call(context, 'installation.stop');
    // What is left of an install that failed half-way may have nothing to stop.
    const isStopped = stopped.ok || stopped.error.code === 'not-found';
    return isStopped ? ok({ doneTitle: 'Stopped it', found: null }) : stopped;
  },
  async undo(context) {
    const started = await call(context, 'installation.start');
    return started.ok ? undone : started;
  },
};

function removing(step: {
  id: string;
  title: string;
  doneTitle: string;
  verb: RemovingVerb;
  applies?: Step['applies'];
}): Step {
  return {
    id: step.id,
    title: () => step.title,
    ...(step.applies === undefined ? {} : { applies: step.applies }),
    irreversible: true,
    async do(context) {
      const removed = await call(context, step.verb);
      return removed.ok ? ok({ doneTitle: step.doneTitle, found: null }) : removed;
    },
    undo: async () => undone,
  };
}

export const removeCertificate = removing({
  id: 'certificate-remove',
  title: 'Remove its certificate',
  doneTitle: 'Removed its certificate',
  verb: 'certificate.remove',
});

export const removeAddons = removing({
  id: 'addons-remove',
  title: 'Delete its database',
  doneTitle: 'Deleted its database',
  verb: 'addons.remove',
  applies: (facts) => installationOf(facts).package.manifest.addons.length > 0,
});

export const unconfigure = removing({
  id: 'unconfigure',
  title: 'Delete its settings and services',
  doneTitle: 'Deleted its settings and services',
  verb: 'installation.unconfigure',
});

export const releaseRoot = removing({
  id: 'root-release',
  title: 'Remove the program',
  doneTitle: 'Removed the program',
  verb: 'root.release',
});

/** Last: the files, the user, the port and the name; then looks whether anything is left at all. */
export const releaseReservation: Step = {
  id: 'reservation-release',
  title: () => 'Delete its files and user',
  irreversible: true,
  async do(context) {
    const released = await call(context, 'installation.release');
    if (!released.ok) return released;
    const inventory = await context.ask('installation.inventory', {
      installation: installationOf(context.facts).id,
    });
    if (!inventory.ok) return inventory;
    const left = leftovers(inventory.value);
    if (left.length > 0) {
      return err(
        failure('internal', `Something of it is still on the server: ${left.join(', ')}.`, {
          remedy: 'Try again; what is left will be removed then.',
        }),
      );
    }
    return ok({ doneTitle: 'Deleted its files and user', found: 'nothing is left of it, backups aside' });
  },
  undo: async () => undone,
};
