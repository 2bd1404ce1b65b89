// SPDX-License-Identifier: AGPL-3.0-or-later
import { inventoryOfHost } from '#scripts/client/host-inventory.ts';
import { watchMemory } from '../memory.ts';
import { watchOutbound } from '../outbound.ts';
import { type Check, install, signIn, subjectOf, userOf } from '../trial.ts';

/** On a fresh server: the product's own checks, private and public, are part of it. */
export const installs: Check = {
  id: 'install',
  async run(trial) {
    const host = await trial.lab.host('main');
    trial.before = inventoryOfHost(host.sandbox.name);
    const { subject, operation } = await install(trial, host, trial.app);
    trial.subject = subject;
    trial.measured.installMs = (operation.endedAtMs ?? 0) - (operation.startedAtMs ?? 0);
    const user = await userOf(subject);
    await watchOutbound(host.sandbox, user);
    trial.measured.peakMemoryBytes = await watchMemory(host.sandbox, user);
    return [`Installed in ${(trial.measured.installMs / 1000).toFixed(1)} s`];
  },
};

export const signsIn: Check = {
  id: 'sign-in',
  async run(trial) {
    const subject = subjectOf(trial);
    const notes = await signIn(trial, subject);
    const { check, admin } = trial.manifest;
    if (check === undefined || admin === undefined) return [...notes, 'It has no sign-in of its own'];
    return notes;
  },
};
