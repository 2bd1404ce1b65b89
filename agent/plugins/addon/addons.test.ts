// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import * as mariadb from './mysql/sql.ts';
import * as postgres from './postgres/sql.ts';
import { redisUnit } from './redis/unit.ts';

const HOSTILE = `x"; DROP DATABASE "y'\`\\_%`;

describe('postgres statements', () => {
  it('quote identifiers and strings', () => {
    expect(postgres.identifier('a"b')).toBe('"a""b"');
    expect(postgres.literal("a'b")).toBe("'a''b'");
    expect(postgres.dropDatabases([HOSTILE])).toContain(`"x""; DROP DATABASE ""y'\`\\_%"`);
  });

  it('make a role without privileges and a database that only it may open', () => {
    expect(postgres.createRole('hop3-abcdefgh')).toContain(
      'CREATE ROLE "hop3-abcdefgh" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION',
    );
    expect(postgres.createDatabase('hop3_abcdefgh', 'hop3-abcdefgh')).toBe(
      `CREATE DATABASE "hop3_abcdefgh" OWNER "hop3-abcdefgh" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE CONNECT, TEMPORARY ON DATABASE "hop3_abcdefgh" FROM PUBLIC;
`,
    );
    expect(postgres.closeDefaults()).toMatch(
      /DATABASE postgres FROM PUBLIC[\s\S]*DATABASE template1 FROM PUBLIC/,
    );
  });

  it('end open sessions when the database goes', () => {
    expect(postgres.dropDatabases(['d', 'd_g1'])).toBe(
      'DROP DATABASE IF EXISTS "d" WITH (FORCE);\nDROP DATABASE IF EXISTS "d_g1" WITH (FORCE);\n',
    );
  });

  it('know the databases of every generation, and of no other installation', () => {
    for (const name of ['hop3_abcdefgh', 'hop3_abcdefgh_g12']) {
      expect(postgres.listOwned(name, 'r')).toContain("datname ~ '^hop3_abcdefgh(_g[0-9]+)?$'");
      expect(mariadb.listOwned(name, 'r')).toContain("schema_name REGEXP '^hop3_abcdefgh(_g[0-9]+)?$'");
    }
  });

  it('begin a new cluster without any address', () => {
    expect(postgres.clusterSettings()).toContain("listen_addresses = ''\n");
  });
});

describe('mariadb statements', () => {
  it('escape the wildcards of GRANT, which would open other databases', () => {
    expect(mariadb.grantPattern('hop3_abc%')).toBe('`hop3\\_abc\\%`');
  });

  it('quote identifiers and strings', () => {
    expect(mariadb.identifier('a`b')).toBe('`a``b`');
    expect(mariadb.literal("a'\\b")).toBe("'a''\\\\b'");
  });

  it('make an account that only its Unix user can be', () => {
    expect(mariadb.createAll({ database: 'hop3_a', user: 'hop3-a', charset: 'utf8mb4' })).toBe(
      `CREATE DATABASE IF NOT EXISTS \`hop3_a\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER IF NOT EXISTS 'hop3-a'@'localhost' IDENTIFIED VIA unix_socket WITH MAX_USER_CONNECTIONS 60;
GRANT ALL PRIVILEGES ON \`hop3\\_a\`.* TO 'hop3-a'@'localhost';
`,
    );
  });

  it('begin a new server without a port', () => {
    expect(mariadb.serverSettings()).toContain('\nskip-networking\n');
  });
});

describe('the unit of a redis', () => {
  const instance = {
    user: 'hop3-abcdefgh',
    dataDirectory: '/var/lib/hop3/installations/hop3-abcdefgh/redis',
    socketDirectory: '/run/hop3/apps/hop3-abcdefgh',
    memoryMb: 64,
  };

  it('has no port and no network, and runs as the app’s user', () => {
    const unit = redisUnit(instance);
    expect(unit).toContain(' --port 0 ');
    expect(unit).toContain('\nPrivateNetwork=yes\n');
    expect(unit).toContain('\nUser=hop3-abcdefgh\n');
    expect(unit).toContain('--unixsocketperm 700 ');
  });

  it('refuses what is not a plain name or path', () => {
    for (const user of ['a b', 'a\nExecStartPre=/bin/x', 'a%n', 'a$b', 'a"b']) {
      expect(() => redisUnit({ ...instance, user })).toThrow();
    }
  });
});
