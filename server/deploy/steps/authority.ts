// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { Step, StepContext } from '../step.ts';

/**
 * The host's own intermediate, for the names that it may speak for. The request stays the same on the host, so signing it
 * again only changes the names.
 */
export async function renewAuthority(context: StepContext): Promise<Result<null, Failure>> {
  const request = await context.effect('authority.request', {});
  if (!request.ok) return request;
  const signed = await context.hostConnection.signAuthority(request.value.csrPem);
  if (!signed.ok) return signed;
  const installed = await context.effect('authority.install', signed.value);
  return installed.ok ? ok(null) : installed;
}

/** Where apps get names under the host's own suffix. Others are added when an app takes them (prepare-issuer.ts). */
export const signAuthority: Step = {
  id: 'authority',
  title: () => 'Let it make certificates',
  applies: (facts) => facts.host.domainSuffix !== null,
  async do(context) {
    const renewed = await renewAuthority(context);
    if (!renewed.ok) return renewed;
    return ok({
      doneTitle: 'Let it make certificates',
      found: `for ${context.facts.host.domainSuffix ?? ''} only`,
    });
  },
  undo: async () => undone,
};
