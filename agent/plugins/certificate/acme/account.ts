// SPDX-License-Identifier: AGPL-3.0-or-later
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import type { AcmeAccount } from '#contract/acme.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';

/** What root remembers of the directory; the account's key is hop3-acme's. */
const accountFile = z.strictObject({
  version: z.literal(1),
  directory: z.url(),
  email: z.string().nullable(),
  /** The address that was chosen where none was given: the same for good, since it names the account. */
  contact: z.string().nullable(),
  hasCa: z.boolean(),
});
export type KnownAccount = z.infer<typeof accountFile>;

const FILE = `${paths.state}/acme-account.json`;
/** Of the directory itself, for the client to read. */
export const DIRECTORY_CA = `${paths.state}/trust/acme-directory.pem`;

export async function readAccount(host: Host): Promise<KnownAccount | null> {
  const text = await host.readText(FILE);
  return text === null ? null : accountFile.parse(JSON.parse(text));
}

export async function writeAccount(account: AcmeAccount, host: Host): Promise<Result<void, Failure>> {
  const { email, caPem } = account;
  const directory = new URL(account.directory).href;
  const ca = caPem === null ? '' : certificatesOf(caPem);
  if (ca === null) return err(failure('input-refused', "The directory's CA certificate cannot be read."));
  const before = await readAccount(host);
  const contact = before?.directory === directory ? before.contact : null;
  await host.makeDirectory(`${paths.state}/trust`, { mode: 0o755, uid: 0, gid: 0 });
  await host.writeAtomic(DIRECTORY_CA, ca, { mode: 0o644 });
  await write({ version: 1, directory, email, contact, hasCa: ca !== '' }, host);
  return ok(undefined);
}

export async function forgetAccount(host: Host): Promise<void> {
  await host.removeFile(FILE);
  await host.removeFile(DIRECTORY_CA);
}

/**
 * The address of the account. lego cannot make one without, so where nobody gave one it is the name by which whoever
 * runs a domain is reached (RFC 2142), at the first name that a certificate is asked for.
 */
export async function contactOf(account: KnownAccount, domain: string, host: Host): Promise<string> {
  const known = account.email ?? account.contact;
  if (known !== null) return known;
  const contact = `hostmaster@${domain}`;
  await write({ ...account, contact }, host);
  return contact;
}

async function write(account: KnownAccount, host: Host): Promise<void> {
  await host.writeAtomic(FILE, JSON.stringify(account), { mode: 0o600 });
}

/** Each is read and written again, so that nothing else gets into the file. */
function certificatesOf(pem: string): string | null {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  try {
    const texts = blocks.map((block) => `${new X509Certificate(block).toString().trim()}\n`);
    return texts.length === 0 ? null : texts.join('');
  } catch {
    return null;
  }
}
