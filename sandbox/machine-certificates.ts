// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const DEFAULT_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const SHIPPED_BY_DEBIAN = '/usr/share/ca-certificates';

/** Splits a PEM bundle into its certificates, each normalised to end with one newline. */
export function splitPemCertificates(text: string): string[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => `${block.replace(/\r/g, '').trim()}\n`);
}

/** Certificates of `trusted` that are not in `shipped`, without repeats, in a stable order. */
export function extraCertificates(trusted: readonly string[], shipped: readonly string[]): string[] {
  const known = new Set(shipped.map(fingerprint));
  const extra = new Map(trusted.map((pem) => [fingerprint(pem), pem] as const));
  for (const print of known) extra.delete(print);
  return [...extra.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pem]) => pem);
}

function fingerprint(pem: string): string {
  return createHash('sha256')
    .update(pem.replace(/-----[^-]+-----|\s/g, ''))
    .digest('hex');
}

/**
 * The certificate authorities that this machine trusts beyond those that Debian ships (a company's own, or that
 * of a proxy that looks into TLS): without them nothing in a guest can reach the network through such a proxy.
 */
export async function readExtraCertificates(env: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const bundles = new Set(
    [env.NODE_EXTRA_CA_CERTS, env.SSL_CERT_FILE, DEFAULT_BUNDLE].filter((path) => path !== undefined),
  );
  const trusted = (await Promise.all([...bundles].map(readCertificates))).flat();
  const shippedNames = await readdir(SHIPPED_BY_DEBIAN, { recursive: true }).catch(() => []);
  const shippedPaths = shippedNames
    .filter((name) => name.endsWith('.crt'))
    .map((name) => join(SHIPPED_BY_DEBIAN, name));
  return extraCertificates(trusted, (await Promise.all(shippedPaths.map(readCertificates))).flat());
}

async function readCertificates(path: string): Promise<string[]> {
  return splitPemCertificates(await readFile(path, 'utf8').catch(() => ''));
}
