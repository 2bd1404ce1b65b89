// SPDX-License-Identifier: AGPL-3.0-or-later
import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HomePaths, homePaths } from '#server/home.ts';
import { openDatabase } from './connection.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres, stopEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate, migrationsDirectory } from './migrate.ts';
import { prepareDatabase } from './prepare-database.ts';
import { urlFor } from './roles.ts';
import { unprivilegedUser } from './test-database.ts';

let home: string;
let paths: HomePaths;
let start: () => Promise<EmbeddedPostgres>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hop3-postgres-'));
  await chmod(home, 0o755);
  paths = homePaths(home);
  const runAs = await unprivilegedUser();
  start = () => startEmbeddedPostgres({ paths, ...(runAs ? { runAs } : {}) });
});
afterAll(async () => {
  await stopEmbeddedPostgres(paths);
  await rm(home, { recursive: true, force: true });
});

const ask = async (url: string, statement: string) => {
  const db = openDatabase(url, { max: 1 });
  try {
    return await db.$client.unsafe(statement);
  } finally {
    await db.$client.end();
  }
};

describe('the embedded PostgreSQL', () => {
  it('starts, and is adopted by the next start', async () => {
    const first = await start();
    expect(first.adopted).toBe(false);
    expect(await start()).toEqual({ ...first, adopted: true });
    const running = await stat(`/proc/${first.pid}`).catch(() => null);
    if (running !== null) expect(running.uid).not.toBe(0);
  });

  it('listens on no network port and lets nobody in without the password', async () => {
    const { adminUrl } = await start();
    const [row] = await ask(adminUrl, 'show listen_addresses');
    expect(row?.listen_addresses).toBe('');
    const wrong = new URL(adminUrl);
    wrong.password = 'guessed';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    const secret = await stat(paths.secret('owner', 'postgres-password'));
    expect(secret.mode & 0o777).toBe(0o600);
  });

  it('starts again after it was killed, with what was committed', async () => {
    const { adminUrl, pid } = await start();
    await ask(adminUrl, 'create table kept as select 42 as answer');
    process.kill(pid, 'SIGKILL');
    await sleep(200);
    const again = await start();
    expect(again.adopted).toBe(false);
    const [row] = await ask(again.adminUrl, 'select answer from kept');
    expect(row?.answer).toBe(42);
  });

  it('does not take another process for itself when its number was given anew', async () => {
    await stopEmbeddedPostgres(paths);
    const file = join(paths.postgresData, 'postmaster.pid');
    // A test runner is no PostgreSQL. PostgreSQL itself only looks whether the number is in use by its own user.
    await writeFile(file, `${process.pid}\n${paths.postgresData}\n`);
    const { uid, gid } = await stat(paths.postgresData);
    await chown(file, uid, gid);
    expect((await start()).adopted).toBe(false);
  });

  it('refuses data of another major version, and leaves it', async () => {
    await stopEmbeddedPostgres(paths);
    const file = join(paths.postgresData, 'PG_VERSION');
    const version = await readFile(file, 'utf8');
    await writeFile(file, '15\n');
    await expect(start()).rejects.toThrow('PostgreSQL 15');
    await writeFile(file, version);
    await start();
  });
});

describe('preparing the database', () => {
  it('works in a database of one’s own (DATABASE_URL) without a superuser', async () => {
    const { adminUrl } = await start();
    await ask(adminUrl, `create role operator login createrole createdb password 'operator'`);
    await ask(adminUrl, 'create database own owner operator');
    const databaseUrl = urlFor(adminUrl, 'operator', 'operator', 'own');
    const first = await prepareDatabase({ paths, databaseUrl });
    expect(first).toMatchObject({ embedded: null, migrated: (await readdir(migrationsDirectory())).sort() });
    expect(await prepareDatabase({ paths, databaseUrl })).toMatchObject({ urls: first.urls, migrated: [] });
    expect(await ask(first.urls.web, 'select count(*)::int as users from users')).toEqual([{ users: 0 }]);
    await expect(ask(first.urls.web, 'create table x ()')).rejects.toThrow('permission denied');
    await ask(first.urls.worker, 'create schema dbos');
  });

  it('is idempotent, and two at once migrate once', async () => {
    const runAs = await unprivilegedUser();
    const prepare = () =>
      prepareDatabase({ paths, databaseUrl: null, ...(runAs ? { postgres: runAs } : {}) });
    const first = await prepare();
    expect(first.migrated).toEqual((await readdir(migrationsDirectory())).sort());
    expect(await prepare()).toMatchObject({ urls: first.urls, migrated: [] });
    expect(await Promise.all([migrate(first.urls.owner), migrate(first.urls.owner)])).toEqual([[], []]);
    expect(await ask(first.urls.web, 'select count(*)::int as users from users')).toEqual([{ users: 0 }]);
  });

  it('refuses a database that a newer version has migrated', async () => {
    const { urls } = await prepareDatabase({ paths, databaseUrl: null, ...(await asUser()) });
    await ask(urls.owner, `insert into hop3_migrations (name, sha256) values ('9999_future.sql', 'x')`);
    await expect(migrate(urls.owner, migrationsDirectory())).rejects.toThrow('newer version of Hop3');
    await ask(urls.owner, `delete from hop3_migrations where name = '9999_future.sql'`);
  });
});

async function asUser() {
  const runAs = await unprivilegedUser();
  return runAs ? { postgres: runAs } : {};
}
