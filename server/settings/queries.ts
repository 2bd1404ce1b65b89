// SPDX-License-Identifier: AGPL-3.0-or-later
import { eq } from 'drizzle-orm';
import { type AcmeAccount, LETS_ENCRYPT } from '#contract/acme.ts';
import { organisations } from '#drizzle/schema/organisations.ts';
import { trustedCas } from '#drizzle/schema/trusted-cas.ts';
import { type Database, inScope, type OrganisationScope } from '#server/database/connection.ts';

export interface TrustedCaView {
  id: string;
  name: string;
  subject: string;
  /** sha256, hex. */
  fingerprint: string;
  notAfterMs: number;
}

export async function listTrustedCas(db: Database, scope: OrganisationScope): Promise<TrustedCaView[]> {
  const rows = await inScope(db, scope, (tx) =>
    tx
      .select()
      .from(trustedCas)
      .where(eq(trustedCas.organisationId, scope.organisation))
      .orderBy(trustedCas.createdAt),
  );
  return rows.map(({ id, name, subject, fingerprint, notAfter }) => ({
    ...{ id, name, subject, fingerprint },
    notAfterMs: notAfter.getTime(),
  }));
}

export async function findAcme(db: Database, scope: OrganisationScope): Promise<AcmeAccount> {
  const { acmeDirectory, acmeEmail, acmeCaPem } = organisations;
  const [row] = await inScope(db, scope, (tx) =>
    tx
      .select({ acmeDirectory, acmeEmail, acmeCaPem })
      .from(organisations)
      .where(eq(organisations.id, scope.organisation)),
  );
  if (row === undefined) throw new Error('there is no such organisation');
  return { directory: row.acmeDirectory ?? LETS_ENCRYPT, email: row.acmeEmail, caPem: row.acmeCaPem };
}
