// SPDX-License-Identifier: AGPL-3.0-or-later
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { ensureSecretFile, type FileOwner } from '#server/database/secret-file.ts';
import type { HomePaths } from '#server/home.ts';
import { newSshKey } from './new-ssh-key.ts';

export interface SecretOwners {
  web?: FileOwner;
  worker?: FileOwner;
  signer?: FileOwner;
}

/**
 * Makes at the first start what nobody may choose or know: no secret has a default. Files are 0600 and their owner's.
 * (database-url files: server/database/roles.ts.)
 */
export async function ensureSecrets(paths: HomePaths, owners: SecretOwners = {}): Promise<void> {
  const random = () => randomBytes(32).toString('base64url');
  await ensureSecretFile(paths.secret('web', 'auth-secret'), random, owners.web);
  await ensureSecretFile(paths.secret('worker', 'master-key'), random, owners.worker);
  await ensureSecretFile(
    paths.secret('worker', 'ssh-key'),
    () => newSshKey('hop3').private.trim(),
    owners.worker,
  );
  await ensureSecretFile(paths.secret('signer', 'ticket-key.pem'), ticketKey, owners.signer);
  // One key in two folders: web signs requests to the worker with it.
  const token = await ensureSecretFile(paths.secret('worker', 'worker-token'), random, owners.worker);
  await ensureSecretFile(paths.secret('web', 'worker-token'), () => token, owners.web);
}

const ticketKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();
