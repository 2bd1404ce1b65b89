// SPDX-License-Identifier: AGPL-3.0-or-later
import 'reflect-metadata';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { newKeyPair, pemOf, SIGNING, subjectOf } from './keys.ts';

const HOUR_MS = 3600_000;
const LIFETIME_MS = 7 * 24 * HOUR_MS;

/** A certificate that only its own key signed, with that key: browsers warn of it, web servers can load it. */
export async function standInCertificate(domain: string, nowMs: number): Promise<string> {
  const keys = await newKeyPair();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: subjectOf(domain),
    notBefore: new Date(nowMs - HOUR_MS),
    notAfter: new Date(nowMs + LIFETIME_MS),
    keys,
    signingAlgorithm: SIGNING,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: domain }])],
  });
  return `${certificate.toString('pem').trim()}\n${await pemOf(keys.privateKey)}`;
}
