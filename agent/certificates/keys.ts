// SPDX-License-Identifier: AGPL-3.0-or-later
import 'reflect-metadata';
import { createPrivateKey, webcrypto } from 'node:crypto';
import {
  cryptoProvider,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509';

cryptoProvider.set(webcrypto as Crypto);

export const SIGNING = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export async function newKeyPair(): Promise<CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(SIGNING, true, ['sign', 'verify'])) as CryptoKeyPair;
}

export async function pemOf(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key as webcrypto.CryptoKey));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

export async function readPrivateKey(pem: string): Promise<CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return (await webcrypto.subtle.importKey('pkcs8', new Uint8Array(der), SIGNING, false, [
    'sign',
  ])) as CryptoKey;
}

/** Of a certificate. A common name holds 64 characters; the name that counts is the alternative one. */
export const subjectOf = (domain: string): string => (domain.length <= 64 ? `CN=${domain}` : '');

/** A new key and the request for a certificate of one name for it. */
export async function newRequest(domain: string): Promise<{ keyPem: string; requestPem: string }> {
  const keys = await newKeyPair();
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: subjectOf(domain),
    keys,
    signingAlgorithm: SIGNING,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: domain }])],
  });
  return { keyPem: await pemOf(keys.privateKey), requestPem: `${request.toString('pem')}\n` };
}
