// SPDX-License-Identifier: AGPL-3.0-or-later
import 'reflect-metadata';
import { createPublicKey, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequestGenerator,
  X509Certificate,
} from '@peculiar/x509';
import { newKeyPair, pemOf, readPrivateKey, SIGNING } from '#agent/certificates/keys.ts';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';

const files = paths.authorityFiles;

/** The host's own authority: its key never leaves the host; the control plane signs it for this host's names only. */
export async function certificateRequest(hostId: string, host: Host): Promise<string> {
  const there = await host.readText(files.request);
  if (there !== null && (await host.exists(files.key))) return there;
  const keys = await newKeyPair();
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: `CN=Hop3 host ${hostId}`,
    keys,
    signingAlgorithm: SIGNING,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const csrPem = `${request.toString('pem')}\n`;
  await host.makeDirectory(paths.authority, { mode: 0o700, uid: 0, gid: 0 });
  await host.writeAtomic(files.key, await pemOf(keys.privateKey), { mode: 0o600 });
  await host.writeAtomic(files.request, csrPem, { mode: 0o600 });
  return csrPem;
}

/** Takes the signed intermediate when it is for our key, is a CA, and chains to the root that comes with it. */
export async function installAuthority(
  pems: { certificatePem: string; rootPem: string },
  host: Host,
): Promise<Result<void, Failure>> {
  const keyPem = await host.readText(files.key);
  if (keyPem === null) return err(refused('this server has not asked for one'));
  const intermediate = parse(pems.certificatePem);
  const root = parse(pems.rootPem);
  if (!intermediate || !root) return err(refused('it cannot be read'));
  const publicKey = createPublicKey(keyPem).export({ type: 'spki', format: 'der' });
  if (!Buffer.from(intermediate.publicKey.rawData).equals(publicKey))
    return err(refused('it is for another key'));
  if (!intermediate.getExtension(BasicConstraintsExtension)?.ca) return err(refused('it may not sign'));
  if (!(await intermediate.verify({ publicKey: root.publicKey, signatureOnly: true }, webcrypto as Crypto))) {
    return err(refused('the root did not sign it'));
  }
  if (!(await root.verify({ signatureOnly: true }, webcrypto as Crypto)))
    return err(refused('its root is not self-signed'));
  await host.writeAtomic(files.intermediate, normal(pems.certificatePem), { mode: 0o600 });
  await host.writeAtomic(files.root, normal(pems.rootPem), { mode: 0o600 });
  return ok(undefined);
}

export interface Authority {
  readonly intermediatePem: string;
  readonly rootPem: string;
  readonly intermediate: X509Certificate;
  readonly key: CryptoKey;
}

/** null before the control plane has signed. */
export async function readAuthority(host: Host): Promise<Authority | null> {
  const [keyPem, intermediatePem, rootPem] = await Promise.all([
    host.readText(files.key),
    host.readText(files.intermediate),
    host.readText(files.root),
  ]);
  if (keyPem === null || intermediatePem === null || rootPem === null) return null;
  return {
    intermediatePem,
    rootPem,
    intermediate: new X509Certificate(intermediatePem),
    key: await readPrivateKey(keyPem),
  };
}

const normal = (pem: string): string => `${pem.trim()}\n`;

function parse(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

function refused(why: string): Failure {
  return failure('certificate-failed', `The server refused the certificate of its authority: ${why}.`, {
    remedy: 'Connect the server again.',
  });
}
