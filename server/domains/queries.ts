// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq } from 'drizzle-orm';
import type { InstallationId } from '#contract/ids.ts';
import type { DomainView } from '#contract/site-api/domains.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { type Database, inScope, type OrganisationScope } from '#server/database/connection.ts';
import { installationUrl } from '#server/installations/queries.ts';
import { issuersOn } from './policy.ts';

export async function findDomain(
  db: Database,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<DomainView | null> {
  const { domain, publicPort, certificate, issuer, wantedDomain } = installations;
  const [row] = await inScope(db, scope, (tx) =>
    tx
      .select({ domain, publicPort, certificate, issuer, wantedDomain, kind: hosts.kind })
      .from(installations)
      .innerJoin(hosts, eq(hosts.id, installations.hostId))
      .where(and(eq(installations.id, installation), eq(installations.organisationId, scope.organisation))),
  );
  if (row === undefined) return null;
  return {
    domain: row.domain,
    url: installationUrl(row.domain, row.publicPort),
    wanted: row.wantedDomain,
    issuer: row.issuer,
    certificate: row.certificate,
    issuers: issuersOn(row),
  };
}
