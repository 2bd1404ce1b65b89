// SPDX-License-Identifier: AGPL-3.0-or-later

import { err, ok, type Result } from '#contract/result.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import type { DomainView } from '#contract/site-api/domains.ts';
import type { SiteError } from '#contract/site-error.ts';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import { mayUseDomain } from '#server/installations/policy.ts';

/** Who can sign certificates for addresses on a server, and why not where one cannot. */
export function issuersOn(host: Pick<HostRow, 'kind'>): DomainView['issuers'] {
  const why =
    host.kind === 'sandbox'
      ? 'No public authority can see names of the practice server: they exist on this computer only.'
      : null;
  return [
    { issuer: 'acme', possible: why === null, why },
    { issuer: 'private', possible: true, why: null },
  ];
}

export function mayIssueFrom(
  host: Pick<HostRow, 'kind'>,
  issuer: CertificateIssuer,
): Result<null, SiteError> {
  const why = issuersOn(host).find((each) => each.issuer === issuer)?.why ?? null;
  if (why === null) return ok(null);
  return err({ kind: 'field', field: 'issuer', message: why, remedy: 'Choose your own authority.' });
}

export function mayMoveTo(
  about: { host: Pick<HostRow, 'domainSuffix'>; current: string },
  domain: string,
): Result<null, SiteError> {
  if (domain === about.current) {
    return err({ kind: 'field', field: 'domain', message: 'It has this address already.', remedy: null });
  }
  return mayUseDomain(about.host, domain);
}
