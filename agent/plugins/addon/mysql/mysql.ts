// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host, RunResult } from '#agent/host/host.ts';
import { ensureServicePackage } from '#agent/host/service-package.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { Addon } from '../contract.ts';
import { dumpFailure } from '../dump-failure.ts';
import { dumpDatabase, fillDatabase } from './dump.ts';
import { firstData } from './first-data.ts';
import {
  createAll,
  dropDatabase,
  dropUser,
  endSession,
  grantOn,
  listOwned,
  packetSize,
  revokeAll,
  serverSettings,
  sessionsOf,
  setPacketSize,
} from './sql.ts';

const SERVICE = { title: 'MariaDB', packages: ['mariadb-server'], data: firstData } as const;
const SOCKET = '/run/mysqld/mysqld.sock';
const SETTINGS_DIRECTORY = '/etc/mysql/mariadb.conf.d';
const SETTINGS = `${SETTINGS_DIRECTORY}/60-hop3.cnf`;
const SERVER = '/usr/sbin/mariadbd';
const UNIT = 'mariadb.service';

/**
 * MariaDB of the host's distribution. The account is named like the installation's Unix user and authenticates by
 * unix_socket, so that user gets in without a password and nobody else does.
 */
export const mysql: Addon = {
  type: 'mysql',
  prepare: async (host, listener) => {
    if (!(await host.exists(SERVER))) {
      await host.makeDirectory(SETTINGS_DIRECTORY, { mode: 0o755 });
      await host.writeAtomic(SETTINGS, serverSettings(), { mode: 0o644 });
    }
    const installed = await ensureServicePackage(SERVICE, host, listener);
    return installed.ok ? startServer(host) : installed;
  },
  create: async (request, owner, host, listener) => {
    if (request.type !== 'mysql') throw new Error('not a request for mysql');
    const there = await mysql.prepare(host, listener);
    if (!there.ok) return there;
    const asked = await serverVersion(host);
    if (!asked.ok) return asked;
    const version = asked.value;
    const least = request.version?.replace(/^>=/, '');
    if (least !== undefined && isOlder(version, least)) {
      return err(
        failure('addon-failed', `This app needs MariaDB ${least} or newer; the server has ${version}.`, {
          remedy: 'Install it on a server with a newer Debian.',
        }),
      );
    }
    const made = await client(
      host,
      createAll({ database: owner.databaseName, user: owner.user, charset: request.charset }),
    );
    if (made.exitCode !== 0) return err(sqlFailure('make the database', made));
    listener.note(`Made a MariaDB ${version} database that only this app can open`);
    return ok({
      version,
      // The socket itself is the proof of who connects; the password is never looked at.
      attributes: { SOCKET, NAME: owner.databaseName, USER: owner.user, PASSWORD: '' },
    });
  },
  remove: async (owner, host) => {
    if (!(await host.exists(SERVER))) return ok(undefined);
    const started = await startServer(host);
    if (!started.ok) return started;
    const dropped = await client(host, dropUser(owner.user));
    if (dropped.exitCode !== 0) return err(sqlFailure('remove the account', dropped));
    const sessions = await client(host, sessionsOf(owner.user));
    for (const line of sessions.stdout.split('\n')) {
      // It may have ended by itself meanwhile; dropping the database tells.
      if (/^[0-9]+$/.test(line)) await client(host, endSession(Number(line)));
    }
    const { databases } = await mysql.inventory(owner, host);
    const result = await client(host, databases.map(dropDatabase).join(''));
    return result.exitCode === 0 ? ok(undefined) : err(sqlFailure('remove the database', result));
  },
  dump: async (_request, owner, directory, host) => {
    const started = await startServer(host);
    if (!started.ok) return started;
    const version = await serverVersion(host);
    if (!version.ok) return version;
    const dumped = await dumpDatabase(owner, directory, host);
    if (dumped.exitCode !== 0) return err(dumpFailure('MariaDB', 'write its dump', dumped));
    return ok({ version: version.value.split('.').slice(0, 2).join('.') });
  },
  restore: async (request, owner, directory, host, listener) => {
    const emptied = await mysql.removeState(owner, host);
    if (!emptied.ok) return emptied;
    const made = await mysql.create(request, owner, host, listener);
    if (!made.ok) return made;
    const filled = await withLargePackets(host, () => fillDatabase(owner, directory, host));
    return filled.exitCode === 0 ? ok(undefined) : err(dumpFailure('MariaDB', 'read the dump', filled));
  },
  removeState: async (owner, host) => {
    if (!(await host.exists(SERVER))) return ok(undefined);
    const started = await startServer(host);
    if (!started.ok) return started;
    const granted = await client(host, grantOn(owner.databaseName, owner.user));
    const result = await client(
      host,
      dropDatabase(owner.databaseName) +
        (granted.stdout.includes('there') ? revokeAll(owner.databaseName, owner.user) : ''),
    );
    return result.exitCode === 0 ? ok(undefined) : err(sqlFailure('remove the database', result));
  },
  inventory: async (owner, host) => {
    const nothing = { databases: [], roles: [], units: [], directories: [] };
    if (!(await host.exists(SERVER))) return nothing;
    const result = await client(host, listOwned(owner.databaseName, owner.user));
    if (result.exitCode !== 0)
      throw new Error(`MariaDB does not answer: ${result.stderr.trim().slice(0, 500)}`);
    const lines = result.stdout.split('\n');
    const named = (kind: string) =>
      lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
    return { ...nothing, databases: named('database'), roles: named('role') };
  },
  binds: () => [{ host: '/run/mysqld', inRoot: '/run/mysqld' }],
  after: () => [UNIT],
};

async function startServer(host: Host): Promise<Result<void, Failure>> {
  const ready = async (): Promise<boolean> => (await client(host, 'SELECT 1;\n')).exitCode === 0;
  if (await ready()) return ok(undefined);
  const started = await host.run(['systemctl', 'start', UNIT], { timeoutMs: 180_000 });
  if (started.exitCode === 0 && (await ready())) return ok(undefined);
  return err(
    failure('addon-failed', 'MariaDB does not run on the server, or does not let its administrator in.', {
      remedy: 'Look at `journalctl -u mariadb` on the server; a full disk is the usual cause.',
      detail: started.stderr.slice(-4000),
    }),
  );
}

async function serverVersion(host: Host): Promise<Result<string, Failure>> {
  const asked = await client(host, 'SELECT VERSION();\n');
  const version = /^([0-9]+(?:\.[0-9]+){0,2})/.exec(asked.stdout.trim())?.[1];
  return version === undefined ? err(sqlFailure('say its version', asked)) : ok(version);
}

const LARGEST_PACKET = 1024 ** 3;
let largePackets = 0;
let packetBytesBefore = 0;

/**
 * A row that an app wrote within the server's limit is longer in a dump, where its bytes stand as hexadecimal digits.
 * Sessions that begin meanwhile may send the largest packet there is.
 */
async function withLargePackets(host: Host, act: () => Promise<RunResult>): Promise<RunResult> {
  if (largePackets === 0) packetBytesBefore = Number((await client(host, packetSize())).stdout.trim());
  largePackets += 1;
  try {
    await client(host, setPacketSize(LARGEST_PACKET));
    return await act();
  } finally {
    largePackets -= 1;
    if (largePackets === 0 && packetBytesBefore > 0) await client(host, setPacketSize(packetBytesBefore));
  }
}

function isOlder(version: string, least: string): boolean {
  const have = version.split('.').map(Number);
  const want = least.split('.').map(Number);
  const difference = want.map((part, index) => (have[index] ?? 0) - part).find((item) => item !== 0);
  return difference !== undefined && difference < 0;
}

/** SQL goes in by standard input; the first error ends it. Rows come back with tabs, one a line, without headers. */
function client(host: Host, sql: string): Promise<RunResult> {
  return host.run(
    ['mariadb', '--no-defaults', '--batch', '--skip-column-names', '--user=root', `--socket=${SOCKET}`],
    { stdin: sql, timeoutMs: 120_000 },
  );
}

function sqlFailure(what: string, result: RunResult): Failure {
  const detail = result.stderr
    .replace(/[^\P{Cc}\n]/gu, '')
    .trim()
    .slice(-4000);
  const full = /No space left on device|Errcode: 28/i.test(detail);
  return failure(full ? 'not-enough-disk' : 'addon-failed', `MariaDB could not ${what}.`, {
    remedy: full
      ? 'Free some space on the server, then try again.'
      : 'Try again; if it stays so, look at the MariaDB log on the server.',
    detail,
  });
}
