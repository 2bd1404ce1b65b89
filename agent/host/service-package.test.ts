// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { firstData as mariadb } from '#agent/plugins/addon/mysql/first-data.ts';
import { firstData as postgres } from '#agent/plugins/addon/postgres/first-data.ts';
import type { Host, RunResult } from './host.ts';
import { ensureServicePackage } from './service-package.ts';

const SERVICE = { title: 'MariaDB', packages: ['mariadb-server'] as const };
const BEGUN = '/var/lib/hop3/service-begun-mariadb-server';
const DIRECTORY = '/var/lib/mysql';

const ended = (exitCode: number, stdout = ''): RunResult => ({
  ...{ exitCode, stdout, stderr: '', signal: null, timedOut: false },
});

/** A host on which the installation of packages makes the directory, and says of each command what `answers` says. */
function hostWith(
  there: Iterable<string>,
  answers: (command: string) => RunResult | undefined = () => undefined,
) {
  const files = new Set(there);
  const commands: string[] = [];
  let isInstalled = false;
  const host: Pick<Host, 'run' | 'exists' | 'makeDirectory' | 'writeAtomic' | 'removeFile' | 'list'> = {
    run: async (argv) => {
      const command = argv.join(' ');
      if (argv[0] === 'dpkg-query') return isInstalled ? ended(0, 'installed\n') : ended(1);
      const last = command.replace(/^systemd-run .*? -- /, '');
      commands.push(last);
      const answer = answers(last);
      if (answer) return answer;
      if (last.startsWith('apt-get') && last.includes(' install -- ')) {
        isInstalled = true;
        files.add(DIRECTORY);
      }
      return ended(0);
    },
    exists: async (path) => files.has(path),
    makeDirectory: async () => undefined,
    writeAtomic: async (path) => void files.add(path),
    removeFile: async (path) => void files.delete(path),
    list: async (path) =>
      [...files].filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1)),
  };
  return { host: host as Host, files, commands };
}

const silent = { log: () => undefined, note: () => undefined };
const withData = (isUnused: boolean) => {
  const remade: string[] = [];
  const data = {
    directory: DIRECTORY,
    isUnused: async () => isUnused,
    remake: async () => {
      remade.push('remade');
      return ended(0);
    },
  };
  return { service: { ...SERVICE, data }, remade };
};

it('makes data once, and takes its mark away', async () => {
  const { host, files } = hostWith([]);
  const { service, remade } = withData(true);
  expect(await ensureServicePackage(service, host, silent)).toEqual({ ok: true, value: { installed: true } });
  expect(await ensureServicePackage(service, host, silent)).toEqual({
    ok: true,
    value: { installed: false },
  });
  expect(remade).toEqual([]);
  expect([...files]).toEqual([DIRECTORY]);
});

it('makes data anew that was being made when it was cut off', async () => {
  const { host, files } = hostWith([DIRECTORY, BEGUN]);
  const { service, remade } = withData(true);
  expect((await ensureServicePackage(service, host, silent)).ok).toBe(true);
  expect(remade).toEqual(['remade']);
  expect(files.has(BEGUN)).toBe(false);
});

it('never touches data that somebody uses, or that was there before', async () => {
  const used = withData(false);
  expect((await ensureServicePackage(used.service, hostWith([DIRECTORY, BEGUN]).host, silent)).ok).toBe(true);
  expect(used.remade).toEqual([]);

  const older = withData(true);
  const { host, files } = hostWith([DIRECTORY], (command) =>
    command.includes(' install -- ') ? ended(100) : undefined,
  );
  expect((await ensureServicePackage(older.service, host, silent)).ok).toBe(false);
  expect(files.has(BEGUN)).toBe(false);
});

it('leaves no mark when nothing could be got', async () => {
  const { host, files } = hostWith([], (command) =>
    command.startsWith('apt-get') ? ended(100, 'Failed to fetch') : undefined,
  );
  const result = await ensureServicePackage(withData(true).service, host, silent);
  expect(result).toMatchObject({ ok: false, error: { code: 'download-failed' } });
  expect([...files]).toEqual([]);
});

it('has work with packages that was cut off finished first, and removes nothing for that', async () => {
  let isCutOff = true;
  const { host, commands } = hostWith([], (command) => {
    if (command.includes('--configure -a')) isCutOff = false;
    return isCutOff
      ? ended(100, "E: dpkg was interrupted, you must manually run 'dpkg --configure -a'")
      : undefined;
  });
  expect((await ensureServicePackage(SERVICE, host, silent)).ok).toBe(true);
  expect(
    commands.map((command) => command.replace(/ -o \S+| --(?:yes|quiet|no-install-recommends)/g, '')),
  ).toEqual([
    'apt-get install -- mariadb-server',
    'dpkg --force-confdef --force-confold --configure -a',
    'apt-get --no-remove --fix-broken install',
    'apt-get install -- mariadb-server',
  ]);
});

it('knows what is only of the service itself', async () => {
  const made = ['ibdata1', 'ib_logfile0', 'undo001', 'aria_log_control', 'aria_log.00000001', 'mysql', 'sys'];
  const inMariadb = (...names: string[]) =>
    mariadb.isUnused(hostWith(names.map((name) => `/var/lib/mysql/${name}`)).host);
  expect(await inMariadb(...made, 'debian-11.8.flag', 'performance_schema')).toBe(true);
  expect(await inMariadb(...made, 'association')).toBe(false);

  const inPostgres = (...names: string[]) => {
    const { host } = hostWith([]);
    const tree: Record<string, string[]> = {
      '/usr/lib/postgresql': ['17'],
      '/var/lib/postgresql/17/main/base': ['1', '5', ...names],
      '/var/lib/postgresql/17/main/base/5': ['PG_VERSION', '1259', '1259_fsm', 'pg_filenode.map'],
      '/var/lib/postgresql/17/main/base/1': names.filter((name) => name.includes('_')),
    };
    return postgres.isUnused({ ...host, list: async (path) => tree[path] ?? [] });
  };
  expect(await inPostgres()).toBe(true);
  expect(await inPostgres('16384')).toBe(false);
  expect(await inPostgres('24601_vm')).toBe(false);
});
