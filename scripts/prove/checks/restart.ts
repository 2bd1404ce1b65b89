// SPDX-License-Identifier: AGPL-3.0-or-later
import { reboot } from '#sandbox/sandbox.ts';
import { type Check, mustHaveMark, newToken, putMark, signIn, subjectOf } from '../trial.ts';

/** User data through a restart of the app and a reboot of the server. */
export const keepsItsData: Check = {
  id: 'restart',
  async run(trial) {
    const subject = subjectOf(trial);
    if (trial.manifest.seed === undefined) return ['The package names no user data that could be looked for'];
    const token = newToken();
    trial.token = token;
    await putMark(trial, subject, token);
    await mustHaveMark(trial, subject, token, 'right after it was written');
    const { operation } = await trial.lab.api.installations.restart({ installation: subject.installation });
    await trial.lab.succeed(operation, 'The restart');
    await mustHaveMark(trial, subject, token, 'after a restart');
    await reboot(subject.host.sandbox.name);
    await signIn(trial, subject);
    await mustHaveMark(trial, subject, token, 'after a reboot of the server');
    return ['Found the mark after a restart', 'Found the mark after a reboot, signed in again'];
  },
};
