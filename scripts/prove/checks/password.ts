// SPDX-License-Identifier: AGPL-3.0-or-later
import { must } from '../laboratory.ts';
import { type Check, passwordOf, signIn, subjectOf } from '../trial.ts';

/** The site's own "Set a new password", by the app's own means: the new one gets in, the one before does not. */
export const setsPassword: Check = {
  id: 'password',
  async run(trial) {
    const subject = subjectOf(trial);
    const { lab, manifest } = trial;
    if (manifest.admin === undefined) return ['It has no account of its own'];
    must(manifest.admin.reset !== undefined, 'The package does not say how a new password is set.');
    const former = await passwordOf(trial, subject);
    const { operation } = await lab.api.installations.resetPassword({ installation: subject.installation });
    await lab.succeed(operation, 'Setting a new password');
    const next = await passwordOf(trial, subject);
    must(next !== null && next !== former, 'The password is the one before.');
    if (former !== null) trial.formerSecrets.push(former);
    const notes = await signIn(trial, subject);
    if (manifest.check === undefined) return notes;
    const old = await lab.agent(subject, 'check.sign-in', { via: 'public' }, former);
    must(!('notes' in old), 'The password from before still gets in.');
    return [...notes, 'The password from before is refused'];
  },
};
