// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { StepContext } from '../step.ts';
import { installationOf } from '../subject.ts';
import { countNow, signsIn } from './sign-in.ts';

/** How it is before anything is changed, for going back and for comparing. */
export async function noteBefore(context: StepContext): Promise<Result<void, Failure>> {
  const { id } = installationOf(context.facts);
  const status = await context.ask('installation.status', { installation: id });
  if (!status.ok) return status;
  const { generation, packageDigest, rootDigest } = status.value;
  if (rootDigest === null) return err(failure('internal', 'It has no program on the server.'));
  const signedInBefore = await signedInNow(context);
  await context.note({ before: { generation, packageDigest, rootDigest }, signedInBefore });
  await noteCount(context);
  return ok(undefined);
}

/** Not known is no reason to stop: it may be broken, and that is why it is changed. */
export async function noteCount(context: StepContext): Promise<void> {
  const counted = await countNow(context, 0);
  await context.note({ countBefore: counted.ok ? counted.value : null });
}

async function signedInNow(context: StepContext): Promise<boolean | null> {
  if (!signsIn(context.facts)) return null;
  const { 'admin.password': password } = await context.installationSecrets();
  if (password === undefined) return false;
  const tried = await context.effect(
    'check.sign-in',
    { installation: installationOf(context.facts).id, via: 'private' },
    { secrets: { 'admin.password': password } },
  );
  if (!tried.ok) context.log(`The password that we know does not open it now: ${tried.error.message}`);
  return tried.ok;
}
