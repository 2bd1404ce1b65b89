// SPDX-License-Identifier: AGPL-3.0-or-later
import { sql } from 'drizzle-orm';
import ssh2 from 'ssh2';
import type { OrganisationId } from '#contract/ids.ts';
import type { Transaction } from '#server/database/connection.ts';
import { newSshKey } from './new-ssh-key.ts';
import type { MasterKey } from './seal.ts';
import { getSecret, putSecret } from './sealed-secrets.ts';

/** Where the OpenSSH private key of a place for backups is kept. */
export const targetKeyPlace = (target: string) =>
  ({ table: 'backup_targets', row: target, column: 'key' }) as const;

/**
 * Makes the key with which hosts get into a place for backups, or finds the one that there is. Gives the public line
 * (`ssh-ed25519 AAAA… hop3-backups`). Runs in a transaction scoped to the organisation.
 */
export async function ensureTargetKey(
  tx: Transaction,
  options: { master: MasterKey; organisation: OrganisationId; target: string },
): Promise<string> {
  const { master, organisation, target } = options;
  const place = targetKeyPlace(target);
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${target}, 4805))`);
  const known = await getSecret(tx, master, place);
  if (known !== null) return publicLineOf(known);
  const value = `${newSshKey('hop3-backups').private.trim()}\n`;
  await putSecret(tx, { master, organisation, place, value });
  return publicLineOf(value);
}

export function publicLineOf(privateKey: string): string {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error)
    throw new Error('the key of a place for backups is damaged', { cause: parsed });
  const [key] = Array.isArray(parsed) ? parsed : [parsed];
  if (key === undefined) throw new Error('the key of a place for backups is damaged');
  return `${key.type} ${key.getPublicSSH().toString('base64')} hop3-backups`;
}
