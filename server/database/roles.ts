// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import type { HomePaths } from '#server/home.ts';
import { connectionOptions } from './connection-options.ts';
import { type FileOwner, readSecretFile, writeSecretFile } from './secret-file.ts';

/**
 * owner migrates; keeper reads every row, for the backup of the control plane; the others are what the processes sign
 * in as. None may bypass row-level security.
 */
export const DATABASE_ROLES = ['owner', 'web', 'worker', 'signer', 'keeper'] as const;
export type DatabaseRole = (typeof DATABASE_ROLES)[number];

export const roleName = (role: DatabaseRole): string => `hop3_${role}`;

/** The same server as `adminUrl`, with another user, password and database. */
export function urlFor(adminUrl: string, user: string, password: string, database?: string): string {
  const url = new URL(adminUrl);
  url.username = user;
  url.password = password;
  if (database !== undefined) url.pathname = `/${database}`;
  return url.href;
}

export interface EnsureRolesOptions {
  /** A role that may create roles: the embedded server's superuser, or what DATABASE_URL gives. */
  adminUrl: string;
  /** Created when it is not there. With DATABASE_URL: its own database. */
  database: string;
  paths: HomePaths;
  /** Who owns each role's secret file; missing: whoever runs this. */
  owners?: Partial<Record<DatabaseRole, FileOwner>>;
}

/**
 * Makes the database and the roles with passwords of their own, and writes secrets/<role>/database-url (0600).
 * Idempotent: a password in a file is kept and set again.
 */
export async function ensureRoles(options: EnsureRolesOptions): Promise<Record<DatabaseRole, string>> {
  const { adminUrl, database, paths, owners = {} } = options;
  const admin = postgres({ ...connectionOptions(adminUrl), max: 1, onnotice: () => {} });
  try {
    const urls = {} as Record<DatabaseRole, string>;
    for (const role of DATABASE_ROLES) {
      const file = paths.secret(role, 'database-url');
      const known = await readSecretFile(file);
      const password =
        known === null ? randomBytes(24).toString('base64url') : decodeURIComponent(new URL(known).password);
      await ensureRole(admin, roleName(role), password);
      urls[role] = urlFor(adminUrl, roleName(role), password, database);
      if (known !== urls[role]) await writeSecretFile(file, urls[role], owners[role]);
    }
    await ensureDatabase(admin, database);
    return urls;
  } finally {
    await admin.end();
  }
}

async function ensureRole(admin: postgres.Sql, name: string, password: string): Promise<void> {
  const [found] =
    await admin`select rolsuper or rolbypassrls as mighty from pg_roles where rolname = ${name}`;
  if (found?.mighty === true)
    throw new Error(`The role ${name} may see every row: take SUPERUSER and BYPASSRLS from it.`);
  // Statements about roles take no parameters: format() quotes both. Only a superuser may repeat NOSUPERUSER.
  const template = found ? 'ALTER ROLE %I LOGIN PASSWORD %L' : 'CREATE ROLE %I LOGIN PASSWORD %L';
  const [statement] = await admin`select format(${template}, ${name}::text, ${password}::text) as text`;
  await admin.unsafe(String(statement?.text));
}

async function ensureDatabase(admin: postgres.Sql, database: string): Promise<void> {
  const run = async (template: string, ...names: string[]) => {
    const [statement] = await admin`select format(${template}, variadic ${names}::text[]) as text`;
    await admin.unsafe(String(statement?.text));
  };
  const [exists] =
    await admin`select pg_get_userbyid(datdba) as owner from pg_database where datname = ${database}`;
  if (!exists) {
    await run('CREATE DATABASE %I OWNER %I', database, roleName('owner'));
  } else if (exists.owner !== roleName('owner')) {
    await run('GRANT %I TO CURRENT_USER', roleName('owner'));
    await run('ALTER DATABASE %I OWNER TO %I', database, roleName('owner'));
  }
  await run('REVOKE ALL ON DATABASE %I FROM PUBLIC', database);
  for (const role of ['web', 'signer', 'keeper'] as const)
    await run('GRANT CONNECT ON DATABASE %I TO %I', database, roleName(role));
  // CREATE: the workflow store makes a schema of its own there.
  await run('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO %I', database, roleName('worker'));
}
