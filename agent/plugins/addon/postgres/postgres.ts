// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host, RunResult } from '#agent/host/host.ts';
import { ensureServicePackage } from '#agent/host/service-package.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { Addon, AddonOwner } from '../contract.ts';
import { dumpFailure } from '../dump-failure.ts';
import { dumpDatabase, fillDatabase } from './dump.ts';
import { firstData } from './first-data.ts';
import {
  closeDatabase,
  closeDefaults,
  clusterSettings,
  createDatabase,
  createExtensions,
  createRole,
  databaseExists,
  dropDatabases,
  dropRole,
  listOwned,
} from './sql.ts';

const SERVICE = { title: 'PostgreSQL', packages: ['postgresql'], data: firstData } as const;
/** Of the same PostgreSQL, by Debian's own metapackage. */
const POSTGIS = { title: 'PostGIS', packages: ['postgresql-postgis'] } as const;
const SOCKET_DIRECTORY = '/run/postgresql';
/** Read by pg_createcluster, so that the first start of a new cluster already listens on no address. */
const CREATE_SETTINGS = '/etc/postgresql-common/createcluster.conf';
const UNIT = 'postgresql.service';

/** Statements about the whole cluster (its default databases) must not run beside one another. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * PostgreSQL of the host's distribution. The role is named like the installation's Unix user, so that peer
 * authentication lets in that user and nobody else; it owns the one database, which is closed to everybody else.
 */
export const postgres: Addon = {
  type: 'postgres',
  prepare: (host, listener) =>
    ensureService(host, listener.log, () => ensureServicePackage(SERVICE, host, listener)),
  create: async (request, owner, host, listener) => {
    if (request.type !== 'postgres') throw new Error('not a request for postgres');
    const there = await postgres.prepare(host, listener);
    if (!there.ok) return there;
    const version = await serverVersion(host);
    if (!version.ok) return version;
    const least = request.version?.replace(/^>=/, '');
    if (least !== undefined && Number.parseFloat(version.value) < Number.parseFloat(least)) {
      return err(
        failure(
          'addon-failed',
          `This app needs PostgreSQL ${least} or newer; the server has ${version.value}.`,
          {
            remedy: 'Install it on a server with a newer Debian.',
          },
        ),
      );
    }
    const { databaseName: database, user: role } = owner;
    const made = await inOrder(async () => {
      const defaults = await psql(host, 'postgres', closeDefaults() + createRole(role));
      if (defaults.exitCode !== 0) return defaults;
      const found = await psql(host, 'postgres', databaseExists(database));
      if (found.exitCode !== 0) return found;
      const statements = found.stdout.includes('there')
        ? closeDatabase(database)
        : createDatabase(database, role);
      return await psql(host, 'postgres', statements);
    });
    if (made.exitCode !== 0) return err(sqlFailure('make the database', made));
    if (request.extensions.includes('postgis')) {
      const added = await ensureServicePackage(POSTGIS, host, listener);
      if (!added.ok) return added;
    }
    if (request.extensions.length > 0) {
      const extended = await psql(host, database, createExtensions(request.extensions));
      if (extended.exitCode !== 0) return err(sqlFailure('add the extensions that the app needs', extended));
    }
    listener.note(`Made a PostgreSQL ${version.value} database that only this app can open`);
    return ok({ version: version.value, attributes: attributesOf(owner) });
  },
  remove: async (owner, host) => {
    if (!(await host.exists(SOCKET_DIRECTORY)) || (await portOf(host)) === null) return ok(undefined);
    const started = await startCluster(host);
    if (!started.ok) return started;
    const { databases } = await postgres.inventory(owner, host);
    const result = await inOrder(() =>
      psql(host, 'postgres', dropDatabases(databases) + dropRole(owner.user)),
    );
    return result.exitCode === 0 ? ok(undefined) : err(sqlFailure('remove the database', result));
  },
  dump: async (_request, owner, directory, host) => {
    const programs = await startedPrograms(host);
    if (!programs.ok) return programs;
    const version = await serverVersion(host);
    if (!version.ok) return version;
    const dumped = await dumpDatabase(owner, { programs: programs.value, directory }, host);
    if (dumped.exitCode !== 0) return err(dumpFailure('PostgreSQL', 'write its dump', dumped));
    return ok({ version: version.value.replace(/\..*$/, '') });
  },
  restore: async (request, owner, directory, host, listener) => {
    const emptied = await postgres.removeState(owner, host);
    if (!emptied.ok) return emptied;
    const made = await postgres.create(request, owner, host, listener);
    if (!made.ok) return made;
    const programs = await startedPrograms(host);
    if (!programs.ok) return programs;
    const filled = await fillDatabase(owner, { programs: programs.value, directory }, host);
    return filled.exitCode === 0 ? ok(undefined) : err(dumpFailure('PostgreSQL', 'read the dump', filled));
  },
  removeState: async (owner, host) => {
    if ((await portOf(host)) === null) return ok(undefined);
    const started = await startCluster(host);
    if (!started.ok) return started;
    const result = await inOrder(() => psql(host, 'postgres', dropDatabases([owner.databaseName])));
    return result.exitCode === 0 ? ok(undefined) : err(sqlFailure('remove the database', result));
  },
  inventory: async (owner, host) => {
    const nothing = { databases: [], roles: [], units: [], directories: [] };
    if ((await portOf(host)) === null) return nothing;
    const result = await psql(host, 'postgres', listOwned(owner.databaseName, owner.user));
    if (result.exitCode !== 0)
      throw new Error(`PostgreSQL does not answer: ${result.stderr.trim().slice(0, 500)}`);
    const lines = result.stdout.split('\n');
    const named = (kind: string) =>
      lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
    return { ...nothing, databases: named('database'), roles: named('role') };
  },
  binds: () => [{ host: SOCKET_DIRECTORY, inRoot: SOCKET_DIRECTORY }],
  after: () => [UNIT],
};

function attributesOf({ user, databaseName }: AddonOwner): Record<string, string> {
  return {
    DATABASE_URL: `postgresql://${user}@/${databaseName}?host=${SOCKET_DIRECTORY}&sslmode=disable`,
    HOST: SOCKET_DIRECTORY,
    NAME: databaseName,
    USER: user,
    PORT: '5432',
  };
}

/** Present and running; a cluster that we install listens on its socket only. */
async function ensureService(
  host: Host,
  log: (line: string) => void,
  install: () => Promise<Result<{ installed: boolean }, Failure>>,
): Promise<Result<void, Failure>> {
  if (!(await host.exists(CREATE_SETTINGS))) {
    await host.makeDirectory('/etc/postgresql-common', { mode: 0o755 });
    await host.writeAtomic(CREATE_SETTINGS, clusterSettings(), { mode: 0o644 });
  }
  const installed = await install();
  if (!installed.ok) return installed;
  if (installed.value.installed) log('PostgreSQL is installed');
  return await startCluster(host);
}

async function startCluster(host: Host): Promise<Result<void, Failure>> {
  const ready = async (): Promise<boolean> =>
    (
      await host.run([
        'runuser',
        '-u',
        'postgres',
        '--',
        'pg_isready',
        '-q',
        '-h',
        SOCKET_DIRECTORY,
        '-p',
        '5432',
      ])
    ).exitCode === 0;
  if (await ready()) return ok(undefined);
  const started = await host.run(['systemctl', 'start', UNIT], { timeoutMs: 120_000 });
  if (started.exitCode === 0 && (await ready())) return ok(undefined);
  return err(
    failure('addon-failed', 'PostgreSQL does not run on the server.', {
      remedy: 'Look at `journalctl -u postgresql@*` on the server; a full disk is the usual cause.',
      detail: started.stderr.slice(-4000),
    }),
  );
}

/** Port of the main cluster that packages made; null when there is none. */
async function portOf(host: Host): Promise<string | null> {
  if (!(await host.exists('/usr/bin/pg_lsclusters'))) return null;
  const result = await host.run(['pg_lsclusters', '--no-header']);
  const ports = result.stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[2])
    .filter((port) => port !== undefined);
  return ports.find((port) => port === '5432') ?? ports[0] ?? null;
}

/** Directory of the running cluster's own programs: those on the PATH are scripts that read the host's configuration. */
async function startedPrograms(host: Host): Promise<Result<string, Failure>> {
  const started = await startCluster(host);
  if (!started.ok) return started;
  const result = await host.run(['pg_lsclusters', '--no-header']);
  const clusters = result.stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const cluster = clusters.find(([, , port]) => port === '5432');
  if (cluster?.[0] === undefined || !/^[0-9.]+$/.test(cluster[0]))
    throw new Error(`no cluster on port 5432: ${result.stdout}`);
  return ok(`/usr/lib/postgresql/${cluster[0]}/bin`);
}

async function serverVersion(host: Host): Promise<Result<string, Failure>> {
  const result = await psql(host, 'postgres', 'SHOW server_version;\n');
  const version = /^([0-9]+(?:\.[0-9]+)?)/.exec(result.stdout.trim())?.[1];
  return version === undefined ? err(sqlFailure('ask PostgreSQL for its version', result)) : ok(version);
}

/** SQL goes in by standard input; the first error ends it. Unaligned rows come back, one a line. */
function psql(host: Host, database: string, sql: string): Promise<RunResult> {
  return host.run(
    [
      'runuser',
      '-u',
      'postgres',
      '--',
      'psql',
      '--no-psqlrc',
      '--quiet',
      '--tuples-only',
      '--no-align',
      '--set=ON_ERROR_STOP=1',
      `--host=${SOCKET_DIRECTORY}`,
      '--port=5432',
      '--dbname',
      database,
    ],
    { stdin: sql, cwd: '/', timeoutMs: 120_000 },
  );
}

async function inOrder<T>(work: () => Promise<T>): Promise<T> {
  const mine = queue.then(work);
  queue = mine.catch(() => undefined);
  return await mine;
}

function sqlFailure(what: string, result: RunResult): Failure {
  const detail = result.stderr
    .replace(/[^\P{Cc}\n]/gu, '')
    .trim()
    .slice(-4000);
  const full = /No space left on device/i.test(detail);
  return failure(full ? 'not-enough-disk' : 'addon-failed', `PostgreSQL could not ${what}.`, {
    remedy: full
      ? 'Free some space on the server, then try again.'
      : 'Try again; if it stays so, look at the PostgreSQL log on the server.',
    detail,
  });
}
