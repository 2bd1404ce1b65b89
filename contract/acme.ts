// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';

/** Directories of Let's Encrypt: the one that everybody trusts, and the one for trying, which browsers warn of. */
export const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
export const LETS_ENCRYPT_STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';

/** Whom a host asks for certificates by ACME (RFC 8555). */
export const acmeAccount = z.strictObject({
  directory: z.url({ protocol: /^https$/, error: 'An address that begins with https://' }).max(500),
  /** Where the directory may write to; null: an address is chosen for it. */
  email: z.email('An address such as it@town.example').max(254).nullable(),
  /** CA certificates by which the directory's own address is trusted, where that is not public. */
  caPem: z.string().max(16_384).nullable(),
});
export type AcmeAccount = z.infer<typeof acmeAccount>;

/** How a directory is called in sentences. */
export function directoryName(directory: string): string {
  if (directory === LETS_ENCRYPT) return "Let's Encrypt";
  if (directory === LETS_ENCRYPT_STAGING) return "Let's Encrypt's staging directory";
  return new URL(directory).hostname;
}
