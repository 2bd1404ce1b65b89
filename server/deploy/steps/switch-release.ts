// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step } from '../step.ts';
import { installationOf, targetOf } from '../subject.ts';

/** The prepared release becomes the current one; back to the one of before by undoing. */
export const switchRelease: Step = {
  id: 'switch-release',
  title: (facts) =>
    facts.kind === 'update' ? 'Put the new version in place' : 'Put the program of then in place',
  applies: (facts) => facts.target !== null,
  async do(context) {
    const { id, package: before } = installationOf(context.facts);
    const target = targetOf(context.facts);
    const { next } = context.notes;
    if (next === undefined) throw new Error('no release was prepared');
    const switched = await context.effect('release.switch', {
      installation: id,
      packageDigest: target.packageDigest,
      rootDigest: next.rootDigest,
    });
    if (!switched.ok) return switched;
    const added = target.package.manifest.addons.filter(
      (addon) => !before.manifest.addons.some((known) => known.name === addon.name),
    );
    if (added.length > 0) {
      const made = await context.effect('addons.create', { installation: id });
      if (!made.ok) return made;
    }
    const configured = await context.effect('installation.configure', { installation: id });
    if (!configured.ok) return configured;
    return ok({ doneTitle: `Put version ${next.version} in place`, found: 'the one before is kept' });
  },
  async undo(context) {
    const { before } = context.notes;
    if (before === undefined) return undone;
    const { packageDigest, rootDigest } = before;
    const { id } = installationOf(context.facts);
    const back = await context.effect('release.switch', { installation: id, packageDigest, rootDigest });
    if (!back.ok) return back;
    const configured = await context.effect('installation.configure', { installation: id });
    return configured.ok ? undone : configured;
  },
};
