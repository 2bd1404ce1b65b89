// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import postgres, { type TransactionSql } from 'postgres';
import { connectionOptions } from '#server/database/connection-options.ts';
import { type ArchiveManifest, TABLES_LEFT_OUT } from './what-is-kept.ts';

type Tables = ArchiveManifest['tables'];

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Every table of ours as of one moment, each in a file of its own. `url` is hop3_keeper's, who may read all rows. */
export async function exportTables(
  url: string,
  directory: string,
): Promise<{ tables: Tables; migrations: string[] }> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const sql = postgres({ ...connectionOptions(url), max: 1, onnotice: () => {} });
  try {
    return await sql.begin('isolation level repeatable read read only', async (tx) => {
      const tables: Tables = [];
      for (const { name, columns } of await tablesInOrder(tx)) {
        const list = columns.map(quoted).join(', ');
        const rows = await tx.unsafe(`copy ${quoted(name)} (${list}) to stdout`).readable();
        const measured = measure();
        await pipeline(rows, measured.stream, createWriteStream(join(directory, name), { mode: 0o600 }));
        tables.push({ name, columns, ...measured.result() });
      }
      const done = await tx`select name from hop3_migrations order by name`;
      return { tables, migrations: done.map((row) => String(row.name)) };
    });
  } finally {
    await sql.end();
  }
}

/** A table was changed on the way, or is not one of ours. */
export class TableRefused extends Error {
  override readonly name = 'TableRefused';
}

/**
 * Puts tables back into a database with our schema and no rows, in one transaction. `url` is hop3_owner's: row-level
 * security is forced on the owner too, so it is lifted for these tables and for this transaction only.
 */
export async function importTables(
  url: string,
  directory: string,
  tables: Tables,
  afterwards: (tx: TransactionSql) => Promise<void>,
): Promise<void> {
  const sql = postgres({ ...connectionOptions(url), max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (tx) => {
      const known = new Map((await tablesInOrder(tx)).map((table) => [table.name, table.columns]));
      const ours = [...known.keys()];
      for (const name of ours) {
        await tx.unsafe(
          `alter table ${quoted(name)} no force row level security; alter table ${quoted(name)} disable trigger user`,
        );
      }
      for (const { name, columns, sha256 } of tables) {
        const has = known.get(name);
        const strange = has === undefined ? name : columns.find((column) => !has.includes(column));
        if (strange !== undefined)
          throw new TableRefused(`The backup has "${strange}", which this version does not know.`);
        const measured = measure();
        const into = await tx
          .unsafe(`copy ${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`)
          .writable();
        await pipeline(createReadStream(join(directory, name)), measured.stream, into);
        if (measured.result().sha256 !== sha256)
          throw new TableRefused(`The rows of "${name}" are not those that were kept.`);
      }
      await afterwards(tx);
      for (const name of ours) {
        await tx.unsafe(
          `alter table ${quoted(name)} enable trigger user; alter table ${quoted(name)} force row level security`,
        );
      }
    });
  } finally {
    await sql.end();
  }
}

/** Tables of the schema public that are kept, each behind those that it refers to, with their stored columns. */
async function tablesInOrder(tx: TransactionSql): Promise<{ name: string; columns: string[] }[]> {
  const columns = await tx<{ table: string; column: string }[]>`
    select c.relname as table, a.attname as column
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
      and not a.attisdropped and a.attgenerated = ''
    order by c.relname, a.attnum`;
  const references = await tx<{ from: string; to: string }[]>`
    select f.relname as from, t.relname as to
    from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and f.relnamespace = 'public'::regnamespace and f.oid <> t.oid`;
  const names = [...new Set(columns.map((row) => row.table))].filter(
    (name) => !TABLES_LEFT_OUT.includes(name),
  );
  const ordered: string[] = [];
  while (ordered.length < names.length) {
    const next = names.find(
      (name) =>
        !ordered.includes(name) &&
        references.every(({ from, to }) => from !== name || !names.includes(to) || ordered.includes(to)),
    );
    if (next === undefined) throw new Error('tables refer to each other in a circle');
    ordered.push(next);
  }
  return ordered.map((name) => ({
    name,
    columns: columns.filter((row) => row.table === name).map((row) => row.column),
  }));
}

function measure() {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, result: () => ({ bytes, sha256: hash.copy().digest('hex') }) };
}
