// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq } from 'drizzle-orm';
import type { OrganisationId } from '#contract/ids.ts';
import { secrets } from '#drizzle/schema/secrets.ts';
import type { Transaction } from '#server/database/connection.ts';
import { type MasterKey, type SecretPlace, seal, unseal } from './seal.ts';

/* For the worker, which has the key. Every function runs in a transaction scoped to the organisation. */

export async function putSecret(
  tx: Transaction,
  input: { master: MasterKey; organisation: OrganisationId; place: SecretPlace; value: string },
): Promise<void> {
  const { master, organisation, place, value } = input;
  const sealed = seal(master, place, value);
  await tx
    .insert(secrets)
    .values({
      organisationId: organisation,
      tableName: place.table,
      rowId: place.row,
      columnName: place.column,
      ...sealed,
    })
    .onConflictDoUpdate({ target: [secrets.tableName, secrets.rowId, secrets.columnName], set: sealed });
}

/** The value, or null when there is none. */
export async function getSecret(
  tx: Transaction,
  master: MasterKey,
  place: SecretPlace,
): Promise<string | null> {
  const [row] = await tx.select().from(secrets).where(at(place));
  return row ? unseal(master, place, row) : null;
}

/** Every secret of a row: column → value. */
export async function getSecretsOf(
  tx: Transaction,
  master: MasterKey,
  of: Pick<SecretPlace, 'table' | 'row'>,
): Promise<Record<string, string>> {
  const rows = await tx
    .select()
    .from(secrets)
    .where(and(eq(secrets.tableName, of.table), eq(secrets.rowId, of.row)));
  return Object.fromEntries(
    rows.map((row) => [row.columnName, unseal(master, { ...of, column: row.columnName }, row)]),
  );
}

/** Deletes one column's secret, or all of the row. */
export async function deleteSecrets(
  tx: Transaction,
  of: Pick<SecretPlace, 'table' | 'row'> & { column?: string },
): Promise<void> {
  const row = and(eq(secrets.tableName, of.table), eq(secrets.rowId, of.row));
  await tx.delete(secrets).where(of.column === undefined ? row : and(row, eq(secrets.columnName, of.column)));
}

const at = (place: SecretPlace) =>
  and(eq(secrets.tableName, place.table), eq(secrets.rowId, place.row), eq(secrets.columnName, place.column));
