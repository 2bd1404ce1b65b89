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
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { SIGNING, subjectOf } from '#agent/certificates/keys.ts';
import type { Authority } from './authority.ts';

const LEAF_LIFETIME_MS = 90 * 24 * 3600_000;
/** Visitors whose clocks are behind. */
const BACKDATED_MS = 3600_000;

/** The chain of a certificate for one name and the key of a request, never beyond the life of the authority. */
export async function issueLeaf(
  asked: { domain: string; requestPem: string; serial: string; nowMs: number },
  authority: Authority,
): Promise<string> {
  const { publicKey } = new Pkcs10CertificateRequest(asked.requestPem);
  const notAfter = new Date(
    Math.min(asked.nowMs + LEAF_LIFETIME_MS, authority.intermediate.notAfter.getTime()),
  );
  const certificate = await X509CertificateGenerator.create({
    serialNumber: asked.serial,
    subject: subjectOf(asked.domain),
    issuer: authority.intermediate.subjectName,
    notBefore: new Date(asked.nowMs - BACKDATED_MS),
    notAfter,
    publicKey,
    signingKey: authority.key,
    signingAlgorithm: SIGNING,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: asked.domain }]),
      await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto as Crypto),
      await AuthorityKeyIdentifierExtension.create(
        authority.intermediate.publicKey,
        false,
        webcrypto as Crypto,
      ),
    ],
  });
  return `${certificate.toString('pem').trim()}\n${authority.intermediatePem}`;
}
