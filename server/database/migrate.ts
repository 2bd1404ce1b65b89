// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { connectionOptions } from './connection-options.ts';

/** Any constant: whoever migrates holds it, so that two starts do not migrate at once. */
const MIGRATION_LOCK = 4_803_001;

/** drizzle/migrations of this checkout. A bundled process gives the folder itself. */
export const migrationsDirectory = (): string => join(import.meta.dirname, '../../drizzle/migrations');

/**
 * Runs what has not run yet, in the order of the file names, each in a transaction of its own. Throws when a migration
 * that has run was changed or is gone: a newer or another version of Hop3 has used this database.
 * @param url of hop3_owner
 * @returns names of the migrations that ran now
 */
export async function migrate(url: string, directory: string = migrationsDirectory()): Promise<string[]> {
  const client = postgres({ ...connectionOptions(url), max: 1, onnotice: () => {} });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await client`create table if not exists hop3_migrations (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now())`;
    const done = new Map(
      (await client`select name, sha256 from hop3_migrations`).map((row) => [
        String(row.name),
        String(row.sha256),
      ]),
    );
    const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
    for (const name of done.keys()) {
      if (!names.includes(name)) {
        throw new Error(
          `The database was changed by a newer version of Hop3 (migration ${name}). Start that version.`,
        );
      }
    }
    const ran: string[] = [];
    for (const name of names) {
      const text = await readFile(join(directory, name), 'utf8');
      const sha256 = createHash('sha256').update(text).digest('hex');
      const before = done.get(name);
      if (before === sha256) continue;
      if (before !== undefined)
        throw new Error(`Migration ${name} was changed after it ran on this database.`);
      await client.begin(async (tx) => {
        await tx.unsafe(text);
        await tx`insert into hop3_migrations (name, sha256) values (${name}, ${sha256})`;
      });
      ran.push(name);
    }
    return ran;
  } finally {
    await client.end();
  }
}
