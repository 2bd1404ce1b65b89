// SPDX-License-Identifier: AGPL-3.0-or-later

/** SQL identifiers in double quotes; a quote inside is doubled. Names here are minted by rootd, this is the second guard. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A SQL string; standard_conforming_strings is on, so only the quote is special. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** What every cluster must have: nobody but its owner gets into a database. Run twice it changes nothing. */
export const closeDefaults = (): string =>
  [
    'REVOKE CONNECT, TEMPORARY ON DATABASE postgres FROM PUBLIC;',
    'REVOKE CONNECT, TEMPORARY ON DATABASE template1 FROM PUBLIC;',
    '',
  ].join('\n');

export const createRole = (role: string): string =>
  [
    'DO $do$ BEGIN',
    `  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(role)}) THEN`,
    `    CREATE ROLE ${identifier(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 60;`,
    '  END IF;',
    'END $do$;',
    '',
  ].join('\n');

export const databaseExists = (database: string): string =>
  `SELECT 'there' FROM pg_database WHERE datname = ${literal(database)};\n`;

/** Of the generation that an install makes. Names are minted: nothing in them is special in a pattern. */
const firstName = (database: string): string => database.replace(/_g[0-9]+$/, '');

/** Outside a transaction, as PostgreSQL wants it. */
export const createDatabase = (database: string, role: string): string =>
  [
    `CREATE DATABASE ${identifier(database)} OWNER ${identifier(role)} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';`,
    closeDatabase(database),
  ].join('\n');

export const closeDatabase = (database: string): string =>
  `REVOKE CONNECT, TEMPORARY ON DATABASE ${identifier(database)} FROM PUBLIC;\n`;

/** Run in the database itself, as superuser, from the allow-list of the manifest's schema. */
export const createExtensions = (extensions: readonly string[]): string =>
  extensions.map((extension) => `CREATE EXTENSION IF NOT EXISTS ${identifier(extension)};\n`).join('');

export const dropDatabases = (databases: readonly string[]): string =>
  databases.map((database) => `DROP DATABASE IF EXISTS ${identifier(database)} WITH (FORCE);\n`).join('');

export const dropRole = (role: string): string => `DROP ROLE IF EXISTS ${identifier(role)};\n`;

/** Whatever generation `database` names, all of them: <name>, <name>_g1, … */
export const listOwned = (database: string, role: string): string =>
  [
    `SELECT 'database ' || datname FROM pg_database WHERE datname ~ ${literal(`^${firstName(database)}(_g[0-9]+)?$`)};`,
    `SELECT 'role ' || rolname FROM pg_roles WHERE rolname = ${literal(role)};`,
    '',
  ].join('\n');

/**
 * createcluster.conf: what the cluster that Debian's package makes begins with. Sockets only, small: 64 MB of shared
 * buffers and no parallel workers suit a small server.
 */
export const clusterSettings = (): string =>
  `# Written by Hop3.
create_main_cluster = true
start_conf = 'auto'
add_include_dir = 'conf.d'
ssl = off
listen_addresses = ''
max_connections = 200
shared_buffers = 64MB
work_mem = 4MB
maintenance_work_mem = 32MB
max_worker_processes = 4
max_parallel_workers_per_gather = 0
wal_level = replica
`;
