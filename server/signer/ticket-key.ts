// SPDX-License-Identifier: AGPL-3.0-or-later
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface TicketKey {
  readonly privateKey: KeyObject;
  readonly publicKeyPem: string;
}

/** Reads the Ed25519 key, making it (0600) at the first start. There is no fallback: an unreadable key throws. */
export async function loadTicketKey(path: string): Promise<TicketKey> {
  const pem = (await readIfThere(path)) ?? (await makeKey(path));
  const privateKey = createPrivateKey(pem);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${path} is not an Ed25519 key`);
  const publicKeyPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  return { privateKey, publicKeyPem };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function makeKey(path: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(`${path}.new`, 'w', 0o600);
  await file.writeFile(pem);
  await file.sync();
  await file.close();
  await rename(`${path}.new`, path);
  return pem;
}
