// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import { isAuthorityDue } from '#server/hosts/ca-root.ts';
import type { StepContext } from '../step.ts';
import { renewAuthority } from './authority.ts';

/**
 * What a host needs before it asks an issuer for a name: the organisation's ACME directory, or an authority of its own
 * that may speak for that name and for long enough.
 */
export async function prepareIssuer(
  context: StepContext,
  { issuer, domain }: { readonly issuer: CertificateIssuer; readonly domain: string },
): Promise<Result<null, Failure>> {
  if (issuer === 'acme') {
    const account = await context.hostConnection.acmeAccount();
    const set = await context.effect('acme.set', { account });
    return set.ok ? ok(null) : set;
  }
  const { domainSuffix, authorityNotAfterMs } = context.facts.host;
  const mayAlready = domainSuffix !== null && domain.endsWith(`.${domainSuffix}`);
  if (mayAlready && !isAuthorityDue(authorityNotAfterMs, Date.now())) return ok(null);
  return renewAuthority(context);
}
