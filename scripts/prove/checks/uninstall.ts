// SPDX-License-Identifier: AGPL-3.0-or-later
import { inventoryOfHost, KEPT_BACKUPS, leftSince } from '#scripts/client/host-inventory.ts';
import { must } from '../laboratory.ts';
import { type Check, install, signIn, subjectOf, uninstall } from '../trial.ts';

/** Removed: the server is as before, but for what is kept of backups. Then installed once more. */
export const leavesNothing: Check = {
  id: 'uninstall',
  async run(trial) {
    const subject = subjectOf(trial);
    await uninstall(trial, subject);
    const left = leftSince(trial.before ?? [], inventoryOfHost(subject.host.sandbox.name), KEPT_BACKUPS);
    must(left.length === 0, `Left on the server: ${left.join(', ')}`);
    const { subject: again } = await install(trial, subject.host, `${trial.app}-again`);
    await signIn(trial, again);
    await uninstall(trial, again);
    return [
      'Nothing of it was left: users, databases, roles, units, timers, files, certificates, ports',
      'Installed again and signed in',
    ];
  },
};
