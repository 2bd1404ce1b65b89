// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { answersFor } from '../settings-of.ts';
import type { Step } from '../step.ts';
import { appTitle, installationOf, targetOf } from '../subject.ts';
import { upstreamVersion } from '../wording.ts';
import { fetchRelease } from './fetch-release.ts';

/** The release that it changes to, beside the one that runs. */
export const prepareRelease: Step = {
  id: 'prepare-release',
  title: (facts) =>
    facts.kind === 'update' ? `Fetch the new ${appTitle(facts)}` : 'Fetch the program of then',
  applies: (facts) => facts.target !== null,
  async do(context) {
    const { facts, notes } = context;
    const { id, settings } = installationOf(facts);
    const target = targetOf(facts);
    if (facts.kind !== 'update') {
      const status = await context.ask('installation.status', { installation: id });
      if (!status.ok) return status;
      const kept = status.value.previousRelease;
      if (kept?.packageDigest === target.packageDigest && kept.rootDigest !== null) {
        const version = upstreamVersion(kept.version);
        await context.note({ next: { rootDigest: kept.rootDigest, version } });
        return ok({ doneTitle: `Found ${appTitle(facts)} ${version}`, found: 'still on this server' });
      }
    }
    const answers = answersFor(target.package.manifest, settings);
    if (!answers.ok) return answers;
    const prepared = await context.effect(
      'release.prepare',
      { installation: id, package: target.package, settings: answers.value },
      { secrets: await context.installationSecrets() },
    );
    if (!prepared.ok) return prepared;
    const fetched = await fetchRelease(context, 'next');
    if (!fetched.ok) return fetched;
    const { rootDigest, version, found } = fetched.value;
    if (rootDigest === notes.before?.rootDigest && target.packageDigest === notes.before.packageDigest) {
      return err(
        failure(
          'nothing-to-update',
          `${appTitle(facts)} ${version} is the newest there is, and it runs already.`,
        ),
      );
    }
    await context.note({ next: { rootDigest, version } });
    return ok({ doneTitle: `Fetched ${appTitle(facts)} ${version}`, found });
  },
  async undo(context) {
    const dropped = await context.effect('release.drop', { installation: installationOf(context.facts).id });
    return dropped.ok ? ok(undefined) : dropped;
  },
};
