// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { domainName, hostId, installationId, plainText } from '../ids.ts';
import { certificateIssuer, certificateState } from '../rootd-api.ts';

export const domainView = z.strictObject({
  domain: domainName,
  url: z.string(),
  /** The address that it is changing to. */
  wanted: domainName.nullable(),
  /** Who is to sign its certificate; `certificate` says who did, once there is one. */
  issuer: certificateIssuer,
  certificate: certificateState.nullable(),
  /** What can be chosen here, and why not where it cannot. */
  issuers: z.array(
    z.strictObject({ issuer: certificateIssuer, possible: z.boolean(), why: z.string().nullable() }),
  ),
});
export type DomainView = z.infer<typeof domainView>;

/** What DNS says of a name now, for the form. */
export const domainLook = z.strictObject({
  state: z.enum(['points-here', 'points-elsewhere', 'unknown-name', 'not-needed', 'unknown']),
  found: z.array(z.string()),
  text: plainText,
  remedy: plainText.nullable(),
  /** What to enter where the name is managed; one of them is enough. */
  records: z.array(z.strictObject({ type: z.enum(['A', 'AAAA']), name: domainName, value: z.string() })),
});
export type DomainLook = z.infer<typeof domainLook>;

export const domainLookInput = z.strictObject({ host: hostId, domain: domainName });

export const changeDomainInput = z.strictObject({ installation: installationId, domain: domainName });

export const setCertificateInput = z.strictObject({
  installation: installationId,
  issuer: certificateIssuer,
});
