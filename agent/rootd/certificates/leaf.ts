// SPDX-License-Identifier: AGPL-3.0-or-later
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Authority } from './authority.ts';
import { newKeyPair, pemOf, SIGNING } from './keys.ts';

const DAY_MS = 24 * 3600_000;
export const LEAF_LIFETIME_MS = 90 * DAY_MS;
export const RENEW_BEFORE_MS = 30 * DAY_MS;
/** Visitors whose clocks are behind. */
const BACKDATED_MS = 3600_000;

export interface Leaf {
  /** Leaf, then intermediate: what a web server sends. */
  readonly chainPem: string;
  readonly keyPem: string;
  readonly serial: string;
  readonly notAfterMs: number;
}

/** A certificate for one name, never beyond the life of the authority. */
export async function issueLeaf(
  asked: { domain: string; serial: string; nowMs: number },
  authority: Authority,
): Promise<Leaf> {
  const keys = await newKeyPair();
  const notAfter = new Date(
    Math.min(asked.nowMs + LEAF_LIFETIME_MS, authority.intermediate.notAfter.getTime()),
  );
  const certificate = await X509CertificateGenerator.create({
    serialNumber: asked.serial,
    // A common name holds 64 characters; the name that counts is the alternative one.
    subject: asked.domain.length <= 64 ? `CN=${asked.domain}` : 'CN=hop3',
    issuer: authority.intermediate.subjectName,
    notBefore: new Date(asked.nowMs - BACKDATED_MS),
    notAfter,
    publicKey: keys.publicKey,
    signingKey: authority.key,
    signingAlgorithm: SIGNING,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: asked.domain }]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto as Crypto),
      await AuthorityKeyIdentifierExtension.create(
        authority.intermediate.publicKey,
        false,
        webcrypto as Crypto,
      ),
    ],
  });
  return {
    chainPem: `${certificate.toString('pem').trim()}\n${authority.intermediatePem}`,
    keyPem: await pemOf(keys.privateKey),
    serial: certificate.serialNumber,
    notAfterMs: notAfter.getTime(),
  };
}
