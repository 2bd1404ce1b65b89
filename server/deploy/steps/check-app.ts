// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step, StepContext, StepDone } from '../step.ts';
import { installationOf } from '../subject.ts';
import { signsIn } from './sign-in.ts';

/** Before anybody can reach it: the app answers, lets the account in and keeps a wrong password out. */
export const checkPrivately: Step = {
  id: 'check-private',
  title: (facts) => (signsIn(facts) ? 'Check that sign-in works' : 'Check that it answers'),
  do: (context) =>
    check(context, 'private', {
      signedIn: { doneTitle: 'Checked that sign-in works', found: 'a wrong password is refused' },
      answered: { doneTitle: 'Checked that it answers', found: null },
    }),
  undo: async () => undone,
};

/** After a restart: the account's password may long have been changed by its owner, so nobody is signed in. */
export const checkAnswers: Step = {
  id: 'check-answers',
  title: () => 'Check that it answers',
  async do(context) {
    const { id } = installationOf(context.facts);
    const healthy = await context.effect('check.health', { installation: id, via: 'private' });
    if (!healthy.ok) return healthy;
    for (const note of healthy.value.notes) context.log(note);
    // Work that could not come to its end may have left them waiting outside.
    const resumed = await context.effect('route.resume', { installation: id });
    if (!resumed.ok) return resumed;
    return ok({ doneTitle: 'Checked that it answers', found: null });
  },
  undo: async () => undone,
};

/** As a visitor: by its name over HTTPS, with the certificate verified. */
export const checkPublicly: Step = {
  id: 'check-public',
  title: () => 'Visit it as you will',
  do: (context) =>
    check(context, 'public', {
      signedIn: { doneTitle: 'Visited it as you will', found: 'signed in over HTTPS, certificate verified' },
      answered: { doneTitle: 'Visited it as you will', found: 'answers over HTTPS, certificate verified' },
    }),
  undo: async () => undone,
};

async function check(
  context: StepContext,
  via: 'private' | 'public',
  words: { readonly signedIn: StepDone; readonly answered: StepDone },
): Promise<Result<StepDone, Failure>> {
  const installation = installationOf(context.facts).id;
  const healthy = await context.effect('check.health', { installation, via });
  if (!healthy.ok) return healthy;
  for (const note of healthy.value.notes) context.log(note);
  if (!signsIn(context.facts)) return ok(words.answered);
  const { 'admin.password': password } = await context.installationSecrets();
  if (password === undefined) throw new Error('the installation has an account without a password');
  const signedIn = await context.effect(
    'check.sign-in',
    { installation, via },
    { secrets: { 'admin.password': password } },
  );
  if (!signedIn.ok) return signedIn;
  for (const note of signedIn.value.notes) context.log(note);
  return ok(words.signedIn);
}
