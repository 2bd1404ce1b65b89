// SPDX-License-Identifier: AGPL-3.0-or-later
import { X509Certificate } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { type AcmeAccount, LETS_ENCRYPT } from '#contract/acme.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import { organisations } from '#drizzle/schema/organisations.ts';
import { trustedCas } from '#drizzle/schema/trusted-cas.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  violatedUnique,
} from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';

const MOST_CERTIFICATES = 20;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

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
  const blocks = pem.match(PEM_CERTIFICATE) ?? [];
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

/** Where certificates come from, for everything that is got from now on. Null columns stand for Let's Encrypt. */
export async function setAcme(
  db: Database,
  scope: OrganisationScope,
  input: AcmeAccount,
): Promise<Result<AcmeAccount, SiteError>> {
  const ca = input.caPem === null ? ok(null) : certificatesOf(input.caPem);
  if (!ca.ok) return ca;
  const { directory, email } = input;
  await inScope(db, scope, (tx) =>
    tx
      .update(organisations)
      .set({
        acmeDirectory: directory === LETS_ENCRYPT ? null : directory,
        acmeEmail: email,
        acmeCaPem: ca.value,
      })
      .where(eq(organisations.id, scope.organisation)),
  );
  return ok({ directory, email, caPem: ca.value });
}

/** Whatever stands around them is left out. */
function certificatesOf(pem: string): Result<string, SiteError> {
  const blocks = pem.match(PEM_CERTIFICATE) ?? [];
  const wrong = { kind: 'field', field: 'caPem', message: 'This is not a certificate.' } as const;
  if (blocks.length === 0) return err({ ...wrong, remedy: 'It starts with -----BEGIN CERTIFICATE-----.' });
  try {
    return ok(blocks.map((block) => new X509Certificate(block).toString()).join(''));
  } catch {
    return err({ ...wrong, remedy: 'Copy all of it, from BEGIN to END.' });
  }
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
