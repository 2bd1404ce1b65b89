// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import type { Step, StepContext } from '../step.ts';
import { appTitle, installationOf } from '../subject.ts';
import { fetchRelease } from './fetch-release.ts';

export const buildRelease: Step = {
  id: 'build-release',
  title: (facts) => `Fetch ${appTitle(facts)}`,
  async do(context) {
    // Both are slow, and neither needs anything of the other. Nothing goes on behind the step's back when one of them throws.
    const [fetching, preparing] = await Promise.allSettled([
      fetchRelease(context, 'current'),
      // What reads a backup has the installation's restic for itself.
      context.facts.backup === null ? prepareTheRest(context) : null,
    ]);
    if (fetching.status === 'rejected') throw fetching.reason;
    if (preparing.status === 'rejected') throw preparing.reason;
    const fetched = fetching.value;
    if (!fetched.ok) return fetched;
    const { version, rootDigest, found } = fetched.value;
    await context.recordInstalled({ version, rootDigest });
    return ok({ doneTitle: `Fetched ${appTitle(context.facts)} ${version}`, found });
  },
  // The base tree stays: other apps of the suite stand on it. So do services that were installed, and what was made of
  // repositories goes with the place that was reserved.
  async undo(context) {
    const released = await context.effect('root.release', { installation: installationOf(context.facts).id });
    return released.ok ? ok(undefined) : released;
  },
};

/**
 * What later steps will need, begun while the app is fetched. Not looked at whether it went well: those steps do what is
 * missing, and say what is wrong.
 */
async function prepareTheRest({ facts, backups, effect }: StepContext): Promise<void> {
  const plan = await backups.plan();
  await effect(
    'installation.prepare',
    { installation: installationOf(facts).id, plan },
    { secrets: await backups.writingSecrets(plan.targets) },
  );
}
