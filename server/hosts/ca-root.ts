// SPDX-License-Identifier: AGPL-3.0-or-later
import 'reflect-metadata';
import { createPrivateKey, randomBytes } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { type Failure, failure } from '#contract/failure.ts';
import { domainName } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';

/**
 * The private CA: a root here, and on each host an intermediate that may sign for that host's names only
 * (RFC 5280 4.2.1.10), so that a host renews alone and a stolen one cannot speak for others. The permitted names are
 * the host's domain suffix, or, where the organisation brings its own names, the list of the names claimed on that host;
 * it is signed again (same request) when that list grows.
 */
const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const YEAR_MS = 365.25 * 24 * 3_600_000;
const ROOT_YEARS = 10;
const INTERMEDIATE_YEARS = 5;
/** A host whose clock is a little behind shall accept it at once. */
const BACKDATED_MS = 3_600_000;

export interface CaRoot {
  /** PKCS #8. */
  readonly keyPem: string;
  readonly certificatePem: string;
}

export async function createCaRoot(nowMs = Date.now()): Promise<CaRoot> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // The tail tells one site's root from another's in a browser's list.
    name: `CN=Hop3 private root ${randomBytes(3).toString('hex')}, O=Hop3 Marketplace`,
    serialNumber: serialNumber(),
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + ROOT_YEARS * YEAR_MS),
    signingAlgorithm: P256,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    keyPem: `-----BEGIN PRIVATE KEY-----\n${key.replace(/.{64}(?=.)/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
    certificatePem: `${certificate.toString('pem')}\n`,
  };
}

/** Signs a host's request into its intermediate. Of the request only the key counts; names are ours. */
export async function signHostAuthority(asked: {
  readonly root: CaRoot;
  readonly csrPem: string;
  /** For people who look at a certificate. */
  readonly hostName: string;
  /** DNS names that it may sign for, each with everything below it. */
  readonly permitted: readonly [string, ...string[]];
  readonly nowMs?: number;
}): Promise<Result<{ certificatePem: string; notAfterMs: number }, Failure>> {
  const nowMs = asked.nowMs ?? Date.now();
  const refused = (detail: string) =>
    err(
      failure('certificate-failed', "The server's request for its certificate authority was refused.", {
        detail,
      }),
    );
  let request: x509.Pkcs10CertificateRequest;
  try {
    request = new x509.Pkcs10CertificateRequest(asked.csrPem);
    if (!(await request.verify())) return refused('the request is not signed by its own key');
  } catch (error) {
    return refused(error instanceof Error ? error.message.slice(0, 300) : 'unreadable');
  }
  const algorithm: Partial<EcKeyAlgorithm> = request.publicKey.algorithm;
  if (algorithm.name !== 'ECDSA' || algorithm.namedCurve !== 'P-256') return refused('its key is not P-256');

  const rootCertificate = new x509.X509Certificate(asked.root.certificatePem);
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    createPrivateKey(asked.root.keyPem).export({ format: 'der', type: 'pkcs8' }),
    P256,
    false,
    ['sign'],
  );
  const notAfterMs = Math.min(nowMs + INTERMEDIATE_YEARS * YEAR_MS, rootCertificate.notAfter.getTime());
  const certificate = await x509.X509CertificateGenerator.create({
    subject: new x509.Name([
      { CN: [`Hop3 ${asked.hostName.replace(/[^A-Za-z0-9 .-]/g, '').slice(0, 40)}`] },
      { O: ['Hop3 Marketplace'] },
    ]).toString(),
    issuer: rootCertificate.subject,
    serialNumber: serialNumber(),
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(notAfterMs),
    signingAlgorithm: P256,
    publicKey: request.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.Extension(
        '2.5.29.30',
        true,
        nameConstraints(asked.permitted.map((name) => domainName.parse(name))),
      ),
      await x509.SubjectKeyIdentifierExtension.create(request.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(rootCertificate),
    ],
  });
  return ok({ certificatePem: `${certificate.toString('pem')}\n`, notAfterMs });
}

/** An intermediate that was signed this long before its end is signed again while there is time. */
const RENEW_INTERMEDIATE_BEFORE_MS = YEAR_MS;

/** Whether a host's intermediate should be signed again; null: when it ends is not known here. */
export const isAuthorityDue = (notAfterMs: number | null, nowMs: number): boolean =>
  notAfterMs === null || notAfterMs - nowMs < RENEW_INTERMEDIATE_BEFORE_MS;

/** Positive and without a leading zero byte: 16 bytes of which the first is 0x01 to 0x7f. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01;
  return bytes.toString('hex');
}

/** NameConstraints: these DNS names permitted, every IP address excluded (a kind that is not named is unconstrained). */
function nameConstraints(permitted: readonly string[]): ArrayBuffer {
  const SEQUENCE = 0x30;
  const subtree = (tag: number, base: Uint8Array) => der(SEQUENCE, der(tag, base));
  const names = permitted.map((name) => subtree(0x82, Buffer.from(name, 'ascii')));
  const everyAddress = [subtree(0x87, new Uint8Array(8)), subtree(0x87, new Uint8Array(32))];
  return Uint8Array.from(der(SEQUENCE, der(0xa0, ...names), der(0xa1, ...everyAddress))).buffer;
}

function der(tag: number, ...contents: Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  const { length } = content;
  const header = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}
