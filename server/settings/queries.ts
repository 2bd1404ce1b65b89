// SPDX-License-Identifier: AGPL-3.0-or-later
import { eq } from 'drizzle-orm';
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
