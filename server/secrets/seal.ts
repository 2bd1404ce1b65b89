// SPDX-License-Identifier: AGPL-3.0-or-later
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Where a sealed value stands. It is authenticated with the value: a value moved elsewhere does not open. */
export interface SecretPlace {
  table: 'installations' | 'hosts' | 'backup_targets' | 'organisations';
  row: string;
  column: string;
}

export interface SealedSecret {
  keyId: string;
  /** 12 bytes nonce, ciphertext, 16 bytes tag. */
  sealed: Uint8Array;
}

/** AES-256-GCM key and its id, of the text in secrets/worker/master-key. */
export interface MasterKey {
  readonly id: string;
  readonly key: Uint8Array;
}

export function masterKey(text: string): MasterKey {
  const material = Buffer.from(text, 'base64url');
  if (material.length < 32) throw new Error('The master key is damaged: it must hold 32 bytes in base64url.');
  const key = new Uint8Array(hkdfSync('sha256', material, Buffer.alloc(0), 'hop3 secrets v1', 32));
  return { key, id: createHash('sha256').update(key).digest('hex').slice(0, 16) };
}

export function seal(master: MasterKey, place: SecretPlace, value: string): SealedSecret {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', master.key, nonce);
  cipher.setAAD(associatedData(master.id, place));
  const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return { keyId: master.id, sealed: Buffer.concat([nonce, text, cipher.getAuthTag()]) };
}

/** Throws when the key is another, or the value was changed or belongs elsewhere. */
export function unseal(master: MasterKey, place: SecretPlace, secret: SealedSecret): string {
  if (secret.keyId !== master.id)
    throw new Error(`A secret was sealed with key ${secret.keyId}, which is not here.`);
  const bytes = Buffer.from(secret.sealed);
  const decipher = createDecipheriv('aes-256-gcm', master.key, bytes.subarray(0, 12));
  decipher.setAAD(associatedData(secret.keyId, place));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
}

const associatedData = (keyId: string, place: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify([keyId, place.table, place.row, place.column]), 'utf8');
