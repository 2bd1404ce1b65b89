// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step, StepContext } from '../step.ts';
import { backupOf, installationOf, packageAfter } from '../subject.ts';
import { countNow, signsIn } from './sign-in.ts';

/**
 * Before visitors are let in again: it answers, the account that we know gets in, and nothing of the data is missing. A
 * person may have changed the password since: when it did not open the app before either, that it does not now proves
 * nothing, and the step says so.
 */
export const checkChange: Step = {
  id: 'check-private',
  title: (facts) => (signsIn(facts) ? 'Check that sign-in works' : 'Check that it answers'),
  async do(context) {
    const { id } = installationOf(context.facts);
    const healthy = await context.effect('check.health', { installation: id, via: 'private' });
    if (!healthy.ok) return healthy;
    for (const note of healthy.value.notes) context.log(note);
    const signedIn = await checkSignIn(context);
    if (!signedIn.ok) return signedIn;
    const counted = await checkCount(context);
    if (!counted.ok) return counted;
    const found = [signedIn.value, counted.value].filter((text) => text !== null).join('; ');
    return ok({
      doneTitle: signsIn(context.facts) ? 'Checked that sign-in works' : 'Checked that it answers',
      found: found === '' ? null : found,
    });
  },
  undo: async () => undone,
};

/** What to say of it. */
async function checkSignIn(context: StepContext): Promise<Result<string | null, Failure>> {
  if (!signsIn(context.facts)) return ok(null);
  const { id } = installationOf(context.facts);
  const { 'admin.password': password } = await context.installationSecrets();
  const secrets = { 'admin.password': password ?? '' };
  const trial = (number: number) =>
    context.effect('check.sign-in', { installation: id, via: 'private' }, { secrets, number });
  const first = await trial(0);
  if (first.ok) {
    for (const note of first.value.notes) context.log(note);
    await context.note({ signedInAfter: true });
    return ok('signed in, and a wrong password is refused');
  }
  const setSince =
    context.facts.backup !== null &&
    (await context.backups.passwordResetSince(backupOf(context.facts).entry.atMs));
  if (setSince) return signInAsThen(context, first.error);
  if (context.notes.signedInBefore === true) return first;
  context.log(first.error.message);
  return ok('it answers; the password that we know does not open it, so a person has changed it');
}

/**
 * The restored data knows the password of then, which was replaced since: where the package can set one, it gets the
 * one that is shown now; else the one of then is shown again.
 */
async function signInAsThen(context: StepContext, first: Failure): Promise<Result<string, Failure>> {
  const { id } = installationOf(context.facts);
  const trial = (password: string, number: number) =>
    context.effect(
      'check.sign-in',
      { installation: id, via: 'private' },
      { secrets: { 'admin.password': password }, number },
    );
  if (packageAfter(context.facts).manifest.admin?.reset !== undefined) {
    const password = await context.password.current();
    const secrets = { 'admin.password': password };
    const set = await context.effect('hook.run', { installation: id, hook: 'admin-reset' }, { secrets });
    if (!set.ok) return set;
    const signedIn = await trial(password, 1);
    if (!signedIn.ok) return signedIn;
    await context.note({ signedInAfter: true });
    return ok('signed in with the password of now');
  }
  for (const [index, former] of (await context.password.former()).entries()) {
    const signedIn = await trial(former.value, 2 + index);
    if (!signedIn.ok) continue;
    // Of a restore, once it is for good: until then the data of now may come back.
    if (context.facts.kind === 'install-from-backup') await context.password.takeBack(former.name);
    await context.note({ signedInAfter: true, formerPassword: former.name });
    return ok('signed in with the password of then, which is in the sign-in details again');
  }
  context.log(first.message);
  return ok('it answers; its password is one of before, which is not known here');
}

async function checkCount(context: StepContext): Promise<Result<string | null, Failure>> {
  const counted = await countNow(context, 0);
  if (!counted.ok) {
    if (context.notes.signedInBefore === true) return counted;
    context.log(counted.error.message);
    return ok(null);
  }
  const now = counted.value;
  const before = context.notes.countBefore ?? null;
  if (now === null) return ok(null);
  // Other data than before: there is nothing to compare with.
  if (context.facts.backup !== null || before === null) return ok(`${now} found`);
  if (now < before) {
    return err(
      failure('count-shrank', `Some of its data is missing: ${before} before, ${now} after.`, {
        remedy: 'Nothing is lost: it is as it was before. Please report this to who made the package.',
      }),
    );
  }
  return ok(`${before} before, ${now} after`);
}

/** As a visitor, while everything can still be taken back: by its name over HTTPS, with the certificate verified. */
export const visitBeforeEnd: Step = {
  id: 'check-public',
  title: () => 'Visit it as you will',
  async do(context) {
    const { id } = installationOf(context.facts);
    const visited = await context.effect('check.health', { installation: id, via: 'public' });
    if (!visited.ok) return visited;
    for (const note of visited.value.notes) context.log(note);
    const { 'admin.password': password } = await context.installationSecrets();
    if (context.notes.signedInAfter !== true || password === undefined)
      return ok({ doneTitle: 'Visited it as you will', found: 'answers over HTTPS, certificate verified' });
    const signedIn = await context.effect(
      'check.sign-in',
      { installation: id, via: 'public' },
      { secrets: { 'admin.password': password } },
    );
    if (!signedIn.ok) return signedIn;
    return ok({ doneTitle: 'Visited it as you will', found: 'signed in over HTTPS, certificate verified' });
  },
  undo: async () => undone,
};

/**
 * As a visitor, after they were let in: going back now would lose what they write, so what is found is said, and does
 * not end the operation.
 */
export const visitAfterwards: Step = {
  id: 'check-public',
  title: () => 'Visit it as you will',
  async do(context) {
    const { id } = installationOf(context.facts);
    const visited = await context.effect('check.health', { installation: id, via: 'public' });
    if (visited.ok)
      return ok({ doneTitle: 'Visited it as you will', found: 'answers over HTTPS, certificate verified' });
    for (const text of [visited.error.message, visited.error.detail]) if (text !== null) context.log(text);
    return ok({
      doneTitle: 'Visited it as you will',
      found: `it works, but not by its address: ${visited.error.message}`.slice(0, 900),
    });
  },
  undo: async () => undone,
};
