// SPDX-License-Identifier: AGPL-3.0-or-later
import { X509Certificate } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { err, ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import { trustedCas } from '#drizzle/schema/trusted-cas.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  violatedUnique,
} from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';

const MOST_CERTIFICATES = 20;

export async function addTrustedCa(
  db: Database,
  scope: OrganisationScope,
  input: { name: string; pem: string },
): Promise<Result<{ id: string }, SiteError>> {
  const certificate = authorityOf(input.pem, new Date());
  if (!certificate.ok) return certificate;
  const id = uuidv7();
  try {
    return await inScope(db, scope, async (tx) => {
      const known = await tx.select({ id: trustedCas.id }).from(trustedCas).limit(MOST_CERTIFICATES);
      if (known.length === MOST_CERTIFICATES) {
        return err({
          kind: 'not-now',
          message: `There are ${MOST_CERTIFICATES} already.`,
          remedy: 'Remove one that is not needed.',
        });
      }
      await tx
        .insert(trustedCas)
        .values({ id, organisationId: scope.organisation, name: input.name, ...certificate.value });
      return ok({ id });
    });
  } catch (error) {
    if (violatedUnique(error) === null) throw error;
    return err({ kind: 'field', field: 'pem', message: 'This certificate is there already.', remedy: null });
  }
}

function authorityOf(pem: string, now: Date) {
  const wrong = (message: string, remedy: string | null = null) =>
    err({ kind: 'field', field: 'pem', message, remedy } as const);
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length > 1) return wrong('These are several certificates.', 'Add one at a time.');
  const [block] = blocks;
  if (block === undefined)
    return wrong('This is not a certificate.', 'It starts with -----BEGIN CERTIFICATE-----.');
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(block);
  } catch {
    return wrong('This certificate cannot be read.', 'Copy all of it, from BEGIN to END.');
  }
  if (!certificate.ca)
    return wrong(
      'This is a server’s certificate, not an authority’s.',
      'Add the certificate that signed it.',
    );
  const notAfter = new Date(certificate.validTo);
  if (notAfter <= now) return wrong('This certificate has expired.');
  return ok({
    pem: certificate.toString(),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    subject: certificate.subject.replaceAll('\n', ', ').slice(0, 300),
    notAfter,
  });
}

export async function removeTrustedCa(
  db: Database,
  scope: OrganisationScope,
  id: string,
): Promise<Result<{ id: string }, SiteError>> {
  const removed = await inScope(db, scope, (tx) =>
    tx
      .delete(trustedCas)
      .where(and(eq(trustedCas.id, id), eq(trustedCas.organisationId, scope.organisation)))
      .returning({ id: trustedCas.id }),
  );
  return removed.length > 0 ? ok({ id }) : err({ kind: 'not-found', what: 'certificate' });
}
