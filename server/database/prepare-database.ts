// SPDX-License-Identifier: AGPL-3.0-or-later
import type { HomePaths } from '#server/home.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';
import { type DatabaseRole, ensureRoles } from './roles.ts';
import type { FileOwner } from './secret-file.ts';

export interface PrepareDatabaseOptions {
  paths: HomePaths;
  /** DATABASE_URL: a role that may create roles, and the database to use. Null: the embedded server. */
  databaseUrl: string | null;
  /** User of the embedded server, when this process is root. */
  postgres?: FileOwner;
  socketGid?: number;
  owners?: Partial<Record<DatabaseRole, FileOwner>>;
}

/** Starts or adopts the server, makes roles and database, migrates. Everything is idempotent. */
export async function prepareDatabase(
  options: PrepareDatabaseOptions,
): Promise<{ urls: Record<DatabaseRole, string>; embedded: EmbeddedPostgres | null; migrated: string[] }> {
  const { paths, databaseUrl, postgres, socketGid, owners } = options;
  const embedded =
    databaseUrl === null
      ? await startEmbeddedPostgres({
          paths,
          ...(postgres ? { runAs: postgres } : {}),
          ...(socketGid === undefined ? {} : { socketGid }),
        })
      : null;
  const adminUrl = databaseUrl ?? embedded?.adminUrl ?? '';
  const database = databaseUrl === null ? 'hop3' : decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  const urls = await ensureRoles({ adminUrl, database, paths, ...(owners ? { owners } : {}) });
  return { urls, embedded, migrated: await migrate(urls.owner) };
}
