// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomInt } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { OrganisationId } from '#contract/ids.ts';
import type { Transaction } from '#server/database/connection.ts';
import type { MasterKey } from './seal.ts';
import { getSecret, putSecret } from './sealed-secrets.ts';

/** Without I, O, 0 and 1: a person types it from paper. 32 signs, 5 bits each. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const GROUPS = 8;
const GROUP_LENGTH = 5;

/** 200 bits as `ABCDE-FGHJK-…`; the hyphens are part of it. */
export function generateRecoveryKey(): string {
  const group = () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/**
 * The second password of every repository of an organisation, made when it is first needed. Runs in a transaction
 * scoped to the organisation; two at once get the same key.
 */
export async function ensureRecoveryKey(
  tx: Transaction,
  { master, organisation }: { master: MasterKey; organisation: OrganisationId },
): Promise<string> {
  const place = { table: 'organisations', row: organisation, column: 'recovery-key' } as const;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${organisation}, 4805))`);
  const known = await getSecret(tx, master, place);
  if (known !== null) return known;
  const value = generateRecoveryKey();
  await putSecret(tx, { master, organisation, place, value });
  return value;
}
