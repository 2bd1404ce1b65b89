// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { ok } from '#contract/result.ts';
import type { Handler, RootdContext } from '../context.ts';
import { databaseNameOf, mintLabel, userOf } from '../mint.ts';
import { findAccount } from '../unix-users.ts';

/**
 * installation.inventory: asks the system, not the registry, so that "nothing left" means it. The ledger of minted
 * names only says what to look for.
 */
export const inventory: Handler<'installation.inventory'> = async ({ input, context }) => {
  const { host, plugins } = context;
  const id = input.installation;
  const record = await context.records.read(id);
  const minted = await context.ledger.find(id);
  const user = record?.user ?? minted?.user ?? userOf(mintLabel(id));
  const uid = record?.uid ?? minted?.uid ?? null;
  const port = record?.port ?? minted?.port ?? null;
  const label = user.slice('hop3-'.length);

  const account = await findAccount(user, host);
  const units = await unitsOf(user, host);
  const owner = {
    user,
    uid: uid ?? 0,
    databaseName: databaseNameOf(label),
    stateDirectory: paths.installation(user),
    live: true,
  };
  const addons = await Promise.all(
    Object.values(plugins.addons).map((addon) => addon.inventory(owner, host)),
  );
  const certificates = (await host.exists(paths.certificates(id))) ? [paths.certificates(id)] : [];
  return ok({
    user: account?.name ?? null,
    units: unique([
      ...units.filter((name) => !name.endsWith('.timer')),
      ...addons.flatMap((addon) => addon.units),
    ]),
    timers: units.filter((name) => name.endsWith('.timer')),
    databases: unique(addons.flatMap((addon) => addon.databases)),
    roles: unique(addons.flatMap((addon) => addon.roles)),
    directories: unique([
      ...(await directoriesOf({ id, label, uid }, host)),
      ...addons.flatMap((addon) => addon.directories),
    ]),
    sites: [...(await plugins.proxy.inventory(user, host))],
    certificates,
    ports: await listeningPorts(uid, port, host),
    firewallRules: await rulesOf(port, uid, context),
    registryEntry: record !== null || (await host.exists(paths.secrets(id))),
  });
};

async function unitsOf(user: string, host: Host): Promise<string[]> {
  const patterns = [`${user}.*`, `${user}-*`];
  const [files, loaded] = await Promise.all([
    host.run(['systemctl', 'list-unit-files', '--no-legend', '--no-pager', ...patterns], {
      timeoutMs: 30_000,
    }),
    host.run(['systemctl', 'list-units', '--all', '--plain', '--no-legend', '--no-pager', ...patterns], {
      timeoutMs: 30_000,
    }),
  ]);
  return unique(
    `${files.stdout}\n${loaded.stdout}`
      .split('\n')
      .map((line) => line.trim().split(/\s+/)[0] ?? '')
      .filter((name) => name.startsWith(user)),
  ).sort();
}

/** Whatever bears its name or belongs to its user, outside trees that only hold other things. */
async function directoriesOf(
  of: { id: string; label: string; uid: number | null },
  host: Host,
): Promise<string[]> {
  const passOver = [
    paths.roots,
    paths.bases,
    paths.cache,
    // What is kept of its backups outlives it, on purpose.
    paths.backups,
    paths.store,
    paths.certificates(of.id as never),
    '/proc',
    '/sys',
    '/dev',
    '/var/lib/apt',
    '/var/lib/dpkg',
    '/var/log/journal',
    '/usr',
  ];
  const prune = passOver.flatMap((path, index) => [...(index === 0 ? [] : ['-o']), '-path', path]);
  const found = await host.run(
    [
      'find',
      '/etc',
      '/var',
      '/run',
      '/home',
      '/opt',
      '/srv',
      '/tmp',
      '-xdev',
      '(',
      ...prune,
      ')',
      '-prune',
      '-o',
      '(',
      '-name',
      `*${of.label}*`,
      '-o',
      '-name',
      `*${of.id}*`,
      ...(of.uid === null ? [] : ['-o', '-uid', String(of.uid)]),
      ')',
      '-print',
    ],
    { timeoutMs: 60_000 },
  );
  const all = found.stdout.split('\n').filter((path) => path !== '' && !isTransient(path));
  // Of a tree only its top is worth a line; units, sites and registry entries have lines of their own.
  const tops = all.filter((path) => !all.some((other) => path.startsWith(`${other}/`)));
  return tops.filter((path) => !hasItsOwnLine(path)).slice(0, 50);
}

/** systemd's own bookkeeping of units that run. */
function isTransient(path: string): boolean {
  return path.startsWith('/run/systemd/') || /^\/(?:var\/)?tmp\/systemd-private-/.test(path);
}

function hasItsOwnLine(path: string): boolean {
  return [paths.units, paths.nginxSites, paths.registry, paths.secretsDirectory].some((directory) =>
    path.startsWith(`${directory}/`),
  );
}

async function listeningPorts(uid: number | null, port: number | null, host: Host): Promise<number[]> {
  const found = await host.run(['ss', '--tcp', '--listening', '--numeric', '--extended', '--no-header'], {
    timeoutMs: 20_000,
  });
  return unique(
    found.stdout.split('\n').flatMap((line) => {
      const listening = Number(/:(\d+)$/.exec(line.trim().split(/\s+/)[3] ?? '')?.[1] ?? Number.NaN);
      const owner = Number(/\buid:(\d+)/.exec(line)?.[1] ?? 0);
      return listening === port || (uid !== null && owner === uid) ? [listening] : [];
    }),
  );
}

async function rulesOf(port: number | null, uid: number | null, context: RootdContext): Promise<string[]> {
  const listed = await context.host.run(['nft', '--numeric', 'list', 'table', 'inet', 'hop3'], {
    timeoutMs: 20_000,
  });
  if (listed.exitCode !== 0) return [];
  return listed.stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => {
      const numbers = (line.match(/\d+/g) ?? []).map(Number);
      return (
        line.includes('dport') &&
        ((port !== null && numbers.includes(port)) || (uid !== null && numbers.includes(uid)))
      );
    });
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
