// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';

/**
 * Where something is built: /var/lib/hop3/builds/<id>, 0700, with `owner.json` naming the process that builds.
 * What a killed process left (its units too) is swept before the next build; work of living processes is not touched.
 */
export interface WorkDirectory {
  readonly id: string;
  readonly path: string;
  /** Name of a transient unit of this work; the sweep stops them by this prefix. */
  unit(purpose: string): string;
  remove(): Promise<void>;
}

const BUILDS = `${paths.state}/builds`;
/** A process id and its start time name a process only within one boot. */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

export async function makeWorkDirectory(host: Host): Promise<WorkDirectory> {
  const id = Buffer.from(host.randomBytes(8)).toString('hex');
  const path = `${BUILDS}/${id}`;
  await host.makeDirectory(BUILDS, { mode: 0o700 });
  await host.makeDirectory(path, { mode: 0o700 });
  await host.writeAtomic(`${path}/owner.json`, JSON.stringify(await self(host)), { mode: 0o600 });
  return {
    id,
    path,
    unit: (purpose) => `hop3-build-${id}-${purpose}`,
    remove: async () => {
      await host.removeTree(path);
    },
  };
}

/** Removes the work of processes that are gone. */
export async function sweepWork(host: Host): Promise<void> {
  for (const id of await host.list(BUILDS)) {
    if (!/^[0-9a-f]{16}$/.test(id)) continue;
    const owner = await host.readText(`${BUILDS}/${id}/owner.json`);
    if (owner !== null && (await lives(owner, host))) continue;
    if (owner === null && (await isYoung(id, host))) continue;
    await host.run(['systemctl', 'stop', `hop3-build-${id}-*.service`]);
    await host.removeTree(`${BUILDS}/${id}`);
  }
}

/** A directory whose owner is not written yet may be another process's, a moment old. */
async function isYoung(id: string, host: Host): Promise<boolean> {
  const result = await host.run(['find', `${BUILDS}/${id}`, '-maxdepth', '0', '-newermt', '-1 minute']);
  return result.stdout.trim() !== '';
}

async function self(host: Host): Promise<{ pid: number; started: string; boot: string }> {
  return {
    pid: process.pid,
    started: (await startOf(process.pid, host)) ?? '',
    boot: ((await host.readText(BOOT_ID)) ?? '').trim(),
  };
}

async function lives(text: string, host: Host): Promise<boolean> {
  try {
    const owner = JSON.parse(text) as { pid: number; started: string; boot: string };
    if (owner.boot !== ((await host.readText(BOOT_ID)) ?? '').trim()) return false;
    return (await startOf(owner.pid, host)) === owner.started;
  } catch {
    return false;
  }
}

/** Field 22 of /proc/<pid>/stat, counted after the name, which may hold anything. */
async function startOf(pid: number, host: Host): Promise<string | null> {
  const stat = await host.readText(`/proc/${pid}/stat`);
  if (stat === null) return null;
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}
