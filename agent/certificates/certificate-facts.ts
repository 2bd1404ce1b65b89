// SPDX-License-Identifier: AGPL-3.0-or-later
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { err, ok, type Result } from '#contract/result.ts';

export interface CertificateFacts {
  readonly domains: readonly string[];
  readonly serial: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
/** Longer chains come of nobody. */
const LONGEST_CHAIN = 8;
/** What nobody would wait for: 30 days before the end, or a third of its life where that is short. */
const RENEW_AT_MOST_BEFORE_MS = 30 * 24 * 3600_000;

/** What a file with chain and key says of its first certificate; null when it cannot be used: unreadable, or of another key. */
export function readCertificate(pem: string): CertificateFacts | null {
  try {
    const leaf = new X509Certificate(pem);
    return leaf.checkPrivateKey(createPrivateKey(pem)) ? factsOf(leaf) : null;
  } catch {
    return null;
  }
}

/** From when on a certificate is renewed. */
export function renewAtMs(facts: Pick<CertificateFacts, 'notBeforeMs' | 'notAfterMs'>): number {
  const third = (facts.notAfterMs - facts.notBeforeMs) / 3;
  return facts.notAfterMs - Math.min(third, RENEW_AT_MOST_BEFORE_MS);
}

/**
 * Looks at a chain from somebody who need not be trusted: a certificate for exactly this name and this key first, each
 * signed by the next, all of them valid now. Gives it written anew, so that nothing else gets into the file. An error
 * says what is wrong with it.
 */
export function checkChain(asked: {
  readonly chainPem: string;
  readonly keyPem: string;
  readonly domain: string;
  readonly nowMs: number;
}): Result<{ readonly chainPem: string; readonly facts: CertificateFacts }, string> {
  const blocks = asked.chainPem.match(BLOCK) ?? [];
  if (blocks.length === 0 || blocks.length > LONGEST_CHAIN) return err('there is none');
  let chain: X509Certificate[];
  try {
    chain = blocks.map((block) => new X509Certificate(block));
  } catch {
    return err('it cannot be read');
  }
  const [leaf, ...above] = chain;
  if (leaf === undefined) return err('there is none');
  const facts = factsOf(leaf);
  if (facts.domains.length !== 1 || facts.domains[0] !== asked.domain) return err('it is for another name');
  if (!leaf.checkPrivateKey(createPrivateKey(asked.keyPem))) return err('it is for another key');
  for (const [index, issuer] of above.entries()) {
    const issued = chain[index];
    if (!issued?.checkIssued(issuer) || !issued.verify(issuer.publicKey)) return err('its chain is broken');
  }
  const isValid = ({ validFrom, validTo }: X509Certificate) =>
    Date.parse(validFrom) <= asked.nowMs && Date.parse(validTo) > asked.nowMs;
  if (!chain.every(isValid)) return err('it is not valid at the time that the server thinks it is');
  return ok({ chainPem: chain.map((one) => `${one.toString().trim()}\n`).join(''), facts });
}

function factsOf(leaf: X509Certificate): CertificateFacts {
  return {
    domains: (leaf.subjectAltName ?? '').split(', ').map((name) => name.replace(/^DNS:/, '')),
    serial: leaf.serialNumber.toLowerCase(),
    notBeforeMs: Date.parse(leaf.validFrom),
    notAfterMs: Date.parse(leaf.validTo),
  };
}
