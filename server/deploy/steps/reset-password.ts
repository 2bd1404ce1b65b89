// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step } from '../step.ts';
import { installationOf } from '../subject.ts';

/** By the app's own means. The one that was shown so far stays sealed until the new one was signed in with. */
export const setNewPassword: Step = {
  id: 'new-password',
  title: () => 'Set a new password',
  async do(context) {
    const { id, admin, package: app } = installationOf(context.facts);
    if (admin === null || app.manifest.admin?.reset === undefined) {
      return err(
        failure('input-refused', 'The package does not say how a new password is set.', {
          remedy: 'Use “Forgot your password?” of the app itself.',
        }),
      );
    }
    const secrets = { 'admin.password': await context.password.make() };
    const set = await context.effect('hook.run', { installation: id, hook: 'admin-reset' }, { secrets });
    // It said no, so the password is what it was; it may be one that a person chose, which we must not set back.
    if (!set.ok && set.error.code === 'hook-failed') await context.password.drop();
    return set.ok ? ok({ doneTitle: 'Set a new password', found: `for ${admin.username}` }) : set;
  },
  async undo(context) {
    if ((await context.password.pending()) === null) return undone;
    const { id } = installationOf(context.facts);
    const secrets = { 'admin.password': await context.password.current() };
    const set = await context.effect('hook.run', { installation: id, hook: 'admin-reset' }, { secrets });
    if (!set.ok) return set;
    await context.password.drop();
    return undone;
  },
};

export const tryNewPassword: Step = {
  id: 'check-private',
  title: () => 'Sign in with it',
  async do(context) {
    const { id, package: app } = installationOf(context.facts);
    // Kept already by a worker that died in this step: it was signed in with.
    const next = await context.password.pending();
    if (next !== null && app.manifest.check !== undefined) {
      const signedIn = await context.effect(
        'check.sign-in',
        { installation: id, via: 'private' },
        { secrets: { 'admin.password': next } },
      );
      if (!signedIn.ok) return signedIn;
      for (const note of signedIn.value.notes) context.log(note);
    }
    await context.password.keep();
    return ok({ doneTitle: 'Signed in with it', found: 'it is in the sign-in details now' });
  },
  undo: async () => undone,
};
