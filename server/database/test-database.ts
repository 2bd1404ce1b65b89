// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { type HomePaths, homePaths } from '#server/home.ts';
import { connectionOptions } from './connection-options.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';
import { DATABASE_ROLES, type DatabaseRole, ensureRoles, roleName } from './roles.ts';
import type { FileOwner } from './secret-file.ts';

/** A database of its own with every migration, for one test file. */
export interface TestDatabase {
  urls: Record<DatabaseRole, string>;
  /** Superuser, for what no role of ours may do: looking into everything. */
  adminUrl: string;
  paths: HomePaths;
  /** Removes the database; the server goes with the test run. */
  drop(): Promise<void>;
}

const TEMPLATE = 'hop3_template';

/**
 * The server is shared by all files of one test run (it is named after the runner's process) and stopped and removed
 * by a process of its own when the runner has ended.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const runner = process.ppid;
  const home = join(tmpdir(), `hop3-test-${runner}`);
  const paths = homePaths(home);
  await mkdir(home, { recursive: true, mode: 0o755 });
  await chmod(home, 0o755);
  const runAs = await unprivilegedUser();
  const { adminUrl, adopted } = await startEmbeddedPostgres({ paths, ...(runAs ? { runAs } : {}) });
  if (!adopted) watchRunner(runner, home);

  const urls = await ensureRoles({ adminUrl, database: TEMPLATE, paths });
  await migrate(urls.owner);
  const name = `test_${process.pid}_${Date.now()}`;
  const admin = postgres({ ...connectionOptions(adminUrl), max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name} template ${TEMPLATE} owner ${roleName('owner')}`);
  for (const role of ['web', 'signer', 'keeper'] as const)
    await admin.unsafe(`grant connect on database ${name} to ${roleName(role)}`);
  await admin.unsafe(`grant connect, create, temporary on database ${name} to ${roleName('worker')}`);

  const of = (url: string) => {
    const changed = new URL(url);
    changed.pathname = `/${name}`;
    return changed.href;
  };
  return {
    urls: Object.fromEntries(DATABASE_ROLES.map((role) => [role, of(urls[role])])) as Record<
      DatabaseRole,
      string
    >,
    adminUrl: of(adminUrl),
    paths,
    drop: async () => {
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** As root: hop3-postgres if there is such a user, else nobody. PostgreSQL refuses to be root. */
export async function unprivilegedUser(): Promise<FileOwner | null> {
  if (process.getuid?.() !== 0) return null;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const found =
    accounts.find(([name]) => name === 'hop3-postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!found) throw new Error('There is no user nobody to run PostgreSQL as.');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

function watchRunner(runner: number, home: string): void {
  const watcher = spawn(
    process.execPath,
    [fileURLToPath(new URL('./stop-after-runner.ts', import.meta.url)), String(runner), home],
    {
      detached: true,
      stdio: 'ignore',
      cwd: '/',
    },
  );
  watcher.unref();
}
