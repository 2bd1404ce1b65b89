// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { ok, type Result } from '#contract/result.ts';
import type { OperationFacts, StepContext } from '../step.ts';
import { installationOf, packageAfter } from '../subject.ts';

/** Whether the package says how to sign in, and there is an account to sign in with. */
export const signsIn = (facts: OperationFacts): boolean =>
  installationOf(facts).admin !== null && packageAfter(facts).manifest.check !== undefined;

/** The package's own count of user data; null where it has none. */
export async function countNow(
  context: StepContext,
  number: number,
  on?: InstallationId,
): Promise<Result<number | null, Failure>> {
  if (packageAfter(context.facts).manifest.check?.count === undefined) return ok(null);
  const { 'admin.password': password } = await context.installationSecrets();
  const counted = await context.effect(
    'check.count',
    { installation: on ?? installationOf(context.facts).id },
    {
      number,
      ...(password === undefined ? {} : { secrets: { 'admin.password': password } }),
      ...(on === undefined ? {} : { on }),
    },
  );
  return counted.ok ? ok(counted.value.count) : counted;
}
