// SPDX-License-Identifier: AGPL-3.0-or-later
import { must, type Subject } from '../laboratory.ts';
import { nextPackage, withHook } from '../next-package.ts';
import { type Check, mustHaveMark, signIn, subjectOf, type Trial } from '../trial.ts';

/** A newer package of the same program, then one whose own step fails: code and data come back by themselves. */
export const updates: Check = {
  id: 'update',
  async run(trial) {
    const subject = subjectOf(trial);
    const { lab, token } = trial;
    const { installation } = subject;
    const notes: string[] = [];

    const newer = nextPackage(trial, (toml) => toml);
    try {
      lab.offer(newer.catalogue);
      const { operation } = await lab.api.updates.update(await newestOf(trial, subject));
      await lab.succeed(operation, 'The update');
      await signIn(trial, subject);
      if (token !== undefined) await mustHaveMark(trial, subject, token, 'after the update');
      notes.push('Updated after a rehearsal on a copy: signed in, the data is there');
    } finally {
      newer.remove();
      lab.offer(null);
    }

    const before = await lab.api.updates.view({ installation });
    const failing = nextPackage(
      trial,
      (toml) => withHook(toml, 'migrate', 'echo "this update was made to fail"; exit 7'),
      2,
    );
    try {
      lab.offer(failing.catalogue);
      const { operation } = await lab.api.updates.update(await newestOf(trial, subject));
      const ended = await lab.end(operation);
      must(ended.state === 'failed', `An update that was made to fail ${ended.state}.`);
      must(!ended.leftBehind, 'Something of the failed update was left behind.');
      const after = await lab.api.updates.view({ installation });
      must(
        after.current.packageVersion === before.current.packageVersion,
        'The version changed although the update failed.',
      );
      await signIn(trial, subject);
      if (token !== undefined) await mustHaveMark(trial, subject, token, 'after an update that failed');
      notes.push('An update that was made to fail came back by itself: signed in, the data is there');
    } finally {
      failing.remove();
      lab.offer(null);
    }
    return notes;
  },
};

async function newestOf(trial: Trial, { installation }: Subject) {
  const { available } = await trial.lab.api.updates.view({ installation });
  must(available !== null, 'A newer package is not offered.');
  return { installation, packageDigest: available.packageDigest };
}
