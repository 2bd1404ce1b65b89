// SPDX-License-Identifier: AGPL-3.0-or-later

/** SQL identifiers in backticks; names here are minted by rootd, this is the second guard. */
export const identifier = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** A SQL string: quote and backslash are special in MariaDB. */
export const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** In GRANT a database name is a pattern: `_` and `%` would stand for anything. */
const patternOf = (name: string): string => name.replace(/[_%\\]/g, '\\$&');
export const grantPattern = (name: string): string => identifier(patternOf(name));

const account = (user: string): string => `${literal(user)}@'localhost'`;

const COLLATIONS = {
  utf8mb4: 'utf8mb4_unicode_ci',
  utf8mb3: 'utf8mb3_unicode_ci',
  latin1: 'latin1_swedish_ci',
} as const;

/** Run twice it changes nothing of what is there. */
export const createAll = (owner: {
  readonly database: string;
  readonly user: string;
  readonly charset: keyof typeof COLLATIONS;
}): string =>
  [
    `CREATE DATABASE IF NOT EXISTS ${identifier(owner.database)} CHARACTER SET ${owner.charset} COLLATE ${COLLATIONS[owner.charset]};`,
    `CREATE USER IF NOT EXISTS ${account(owner.user)} IDENTIFIED VIA unix_socket WITH MAX_USER_CONNECTIONS 60;`,
    `GRANT ALL PRIVILEGES ON ${grantPattern(owner.database)}.* TO ${account(owner.user)};`,
    '',
  ].join('\n');

/** First the account, so that no new session begins; then its sessions are ended one by one. */
export const dropUser = (user: string): string => `DROP USER IF EXISTS ${account(user)};\n`;

export const sessionsOf = (user: string): string =>
  `SELECT id FROM information_schema.processlist WHERE user = ${literal(user)};\n`;

export const endSession = (id: number): string => `KILL HARD CONNECTION ${id};\n`;

export const dropDatabase = (database: string): string =>
  `DROP DATABASE IF EXISTS ${identifier(database)};\n`;

/** The grant on one database, where there is one. */
export const grantOn = (database: string, user: string): string =>
  `SELECT 'there' FROM mysql.db WHERE Db = ${literal(patternOf(database))} AND User = ${literal(user)};\n`;

export const revokeAll = (database: string, user: string): string =>
  `REVOKE ALL PRIVILEGES ON ${grantPattern(database)}.* FROM ${account(user)};\n`;

export const packetSize = (): string => 'SELECT @@global.max_allowed_packet;\n';
export const setPacketSize = (bytes: number): string => `SET GLOBAL max_allowed_packet = ${bytes};\n`;

/** Of the generation that an install makes. Names are minted: nothing in them is special in a regular expression. */
const firstName = (database: string): string => database.replace(/_g[0-9]+$/, '');

/** Whatever generation `database` names, all of them: <name>, <name>_g1, … */
export const listOwned = (database: string, user: string): string =>
  [
    `SELECT CONCAT('database ', schema_name) FROM information_schema.schemata WHERE schema_name REGEXP ${literal(`^${firstName(database)}(_g[0-9]+)?$`)};`,
    `SELECT CONCAT('role ', user) FROM mysql.global_priv WHERE user = ${literal(user)};`,
    '',
  ].join('\n');

/** Placed before the server's first start: no network, small. */
export const serverSettings = (): string =>
  `# Written by Hop3.
[mariadbd]
skip-networking
skip-name-resolve
character-set-server = utf8mb4
innodb_buffer_pool_size = 64M
innodb_log_file_size = 48M
aria_pagecache_buffer_size = 8M
key_buffer_size = 2M
max_connections = 200
table_open_cache = 400
performance_schema = off
`;
