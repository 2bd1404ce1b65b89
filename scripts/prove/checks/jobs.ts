// SPDX-License-Identifier: AGPL-3.0-or-later
import type { InstallationId } from '#contract/ids.ts';
import { must } from '../laboratory.ts';
import { sayOnHost } from '../on-host.ts';
import { type Check, mustHaveMark, signIn, subjectOf, type Trial, userOf } from '../trial.ts';

/** Its timer waits for the next time; then the job itself, now, to its end. $1: name of its units. */
const RUN = `systemctl is-active --quiet "$1.timer" || { echo "its timer does not wait" >&2; exit 1; }
[ -n "$(systemctl show --value -p NextElapseUSecRealtime "$1.timer")" ] || { echo "its timer has no next time" >&2; exit 1; }
systemctl start "$1.service" || { journalctl --no-pager --quiet --output=cat -n 15 -u "$1.service" >&2; exit 1; }`;

const LOOKED_AT_WITHIN_MS = 120_000;

/** What the site tells, once it has looked again: a job that is not running at the moment is no fault of the app. */
async function mustRunOnItsPage({ lab }: Trial, installation: InstallationId): Promise<void> {
  const startedMs = Date.now();
  for (;;) {
    const { state, checkedAtMs } = await lab.api.installations.byId({ installation });
    if ((checkedAtMs ?? 0) > startedMs) {
      must(state === 'running', `After its jobs its page says that it is ${state}.`);
      return;
    }
    must(Date.now() - startedMs < LOOKED_AT_WITHIN_MS, 'The site did not look at it after its jobs.');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

/** Each `[[cron]]` entry once, as the server would at its time; the app works, is told to run, and has its data afterwards. */
export const doesItsJobs: Check = {
  id: 'jobs',
  async run(trial) {
    const subject = subjectOf(trial);
    const { cron } = trial.manifest;
    if (cron.length === 0) return ['It has no jobs at set times'];
    const user = await userOf(subject);
    const notes: string[] = [];
    for (const { name, schedule } of cron) {
      const startedMs = Date.now();
      const said = await sayOnHost(subject.host.sandbox, RUN, [`${user}-cron-${name}`]);
      must(said.code === 0, `The job "${name}" failed: ${said.stderr.trim().slice(-1200)}`);
      notes.push(
        `“${name}” (${schedule}) ran to its end in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`,
      );
    }
    await signIn(trial, subject);
    await mustRunOnItsPage(trial, subject.installation);
    if (trial.token !== undefined) await mustHaveMark(trial, subject, trial.token, 'after its jobs');
    return notes;
  },
};
