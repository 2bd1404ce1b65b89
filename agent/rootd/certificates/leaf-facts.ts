// SPDX-License-Identifier: AGPL-3.0-or-later
import { X509Certificate } from 'node:crypto';

export interface LeafFacts {
  readonly domains: readonly string[];
  readonly serial: string;
  readonly notAfterMs: number;
  issuedBy(caPem: string): boolean;
}

/** What a chain on disk says of its first certificate; null when it cannot be read. */
export function readLeaf(chainPem: string): LeafFacts | null {
  try {
    const leaf = new X509Certificate(chainPem);
    return {
      domains: (leaf.subjectAltName ?? '').split(', ').map((name) => name.replace(/^DNS:/, '')),
      serial: leaf.serialNumber.toLowerCase(),
      notAfterMs: Date.parse(leaf.validTo),
      issuedBy: (caPem) => leaf.verify(new X509Certificate(caPem).publicKey),
    };
  } catch {
    return null;
  }
}
