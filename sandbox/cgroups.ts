// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from './sandbox-error.ts';
import { statePaths } from './state-home.ts';

/** One mounted cgroup hierarchy: version 1 with its controllers, or the unified one (version 2). */
export type Hierarchy = {
  readonly mount: string;
  readonly version: 1 | 2;
  /** For version 1: what the mount controls ("memory", "cpu", "name=systemd", …). */
  readonly controllers: readonly string[];
  /** The group that holds one for each host of this state directory. */
  readonly parent: string;
};

export type HostLimits = {
  readonly memoryMb: number;
  /** Processors' worth of time, may be a fraction; undefined is no limit. */
  readonly cpus?: number | undefined;
  /** Processes and threads together. */
  readonly tasks: number;
};

const CPU_PERIOD_US = 100_000;
const V1_CONTROLLERS = new Set(
  'cpu cpuacct cpuset memory devices freezer blkio pids net_cls net_prio perf_event hugetlb rdma misc'.split(
    ' ',
  ),
);

/** Reads the text of /proc/self/mounts; `cgroup` names the group of all hosts in each hierarchy. */
export function parseHierarchies(mounts: string, cgroup: string): Hierarchy[] {
  const byMount = new Map<string, Hierarchy>();
  for (const line of mounts.split('\n')) {
    const [, mount, type, options = ''] = line.split(' ');
    if (!mount?.startsWith('/sys/fs/cgroup')) continue;
    const parent = join(mount, cgroup);
    if (type === 'cgroup2') byMount.set(mount, { mount, version: 2, controllers: [], parent });
    if (type !== 'cgroup') continue;
    const controllers = options
      .split(',')
      .filter((option) => V1_CONTROLLERS.has(option) || option.startsWith('name='));
    byMount.set(mount, { mount, version: 1, controllers, parent });
  }
  return [...byMount.values()];
}

export type CgroupWrite = { readonly file: string; readonly value: string; readonly required: boolean };

/** What to write, in order, so that the limits hold for everything in the host's group of this hierarchy. */
export function limitWrites(hierarchy: Hierarchy, limits: HostLimits): CgroupWrite[] {
  const write = (file: string, value: string | number) => ({ file, value: String(value), required: true });
  const quota = limits.cpus === undefined ? undefined : Math.round(limits.cpus * CPU_PERIOD_US);
  if (hierarchy.version === 2) {
    return [
      { ...write('memory.max', limits.memoryMb * 1024 * 1024), required: false },
      { ...write('cpu.max', `${quota ?? 'max'} ${CPU_PERIOD_US}`), required: false },
      { ...write('pids.max', limits.tasks), required: false },
    ];
  }
  return hierarchy.controllers.flatMap((controller) => {
    switch (controller) {
      case 'memory':
        return [write('memory.limit_in_bytes', limits.memoryMb * 1024 * 1024)];
      case 'cpu':
        return [write('cpu.cfs_period_us', CPU_PERIOD_US), write('cpu.cfs_quota_us', quota ?? -1)];
      case 'pids':
        return [write('pids.max', limits.tasks)];
      case 'devices':
        // Nodes may be made (mmdebstrap in a guest does) but this machine's disks cannot be opened.
        return [write('devices.deny', 'b *:* rw')];
      default:
        return [];
    }
  });
}

export async function readHierarchies(): Promise<Hierarchy[]> {
  const hierarchies = parseHierarchies(await readFile('/proc/self/mounts', 'utf8'), statePaths().cgroup);
  if (hierarchies.length > 0) return hierarchies;
  throw new SandboxError(
    'this machine has no cgroups mounted under /sys/fs/cgroup, so hosts could not be limited',
  );
}

export function hostGroups(hierarchies: readonly Hierarchy[], name: string): string[] {
  return hierarchies.map(({ parent }) => join(parent, name));
}

/** Makes the host's own group in every hierarchy, with its limits; safe to repeat on a running host. */
export async function makeHostGroups(
  hierarchies: readonly Hierarchy[],
  name: string,
  limits: HostLimits,
): Promise<void> {
  const unified = hierarchies.length === 1;
  for (const hierarchy of hierarchies) {
    const { parent } = hierarchy;
    const group = join(parent, name);
    if (hierarchy.version === 2) await delegateControllers(hierarchy.mount);
    await mkdir(group, { recursive: true });
    if (hierarchy.version === 2) await delegateControllers(parent);
    if (hierarchy.controllers.includes('cpuset')) {
      // A new group of the cpuset hierarchy is empty and takes no process until both are filled in.
      for (const file of ['cpuset.cpus', 'cpuset.mems']) {
        const value = await readFile(join(hierarchy.mount, file), 'utf8');
        await writeFile(join(parent, file), value);
        await writeFile(join(group, file), value);
      }
    }
    for (const { file, value, required } of limitWrites(hierarchy, limits)) {
      try {
        await writeFile(join(group, file), value);
      } catch (error) {
        // A hybrid machine's unified hierarchy has no controllers: those of version 1 hold the limits.
        if (required || unified) {
          throw new SandboxError(`the limit ${file}=${value} cannot be set on this machine`, {
            cause: error,
          });
        }
      }
    }
  }
}

async function delegateControllers(group: string): Promise<void> {
  const available = (await readFile(join(group, 'cgroup.controllers'), 'utf8')).split(/\s+/);
  for (const controller of ['memory', 'cpu', 'pids'].filter((name) => available.includes(name))) {
    await writeFile(join(group, 'cgroup.subtree_control'), `+${controller}`);
  }
}

/** Every process of the host, as this machine numbers them. */
export async function processesOfHost(hierarchies: readonly Hierarchy[], name: string): Promise<number[]> {
  const pids = new Set<number>();
  for (const group of hostGroups(hierarchies, name)) {
    for (const directory of await groupTree(group)) {
      const text = await readFile(join(directory, 'cgroup.procs'), 'utf8').catch(() => '');
      for (const pid of text.split('\n').filter(Boolean)) pids.add(Number(pid));
    }
  }
  // 0 stands for processes outside this pid namespace.
  pids.delete(0);
  return [...pids];
}

/** Removes the host's groups; they must be empty of processes. */
export async function removeHostGroups(hierarchies: readonly Hierarchy[], name: string): Promise<void> {
  for (const group of hostGroups(hierarchies, name)) {
    for (const directory of (await groupTree(group)).reverse()) {
      await rmdir(directory).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    }
  }
}

/** Removes the groups that held those of the hosts; there must be no host left. */
export async function removeParentGroups(hierarchies: readonly Hierarchy[]): Promise<void> {
  for (const { parent } of hierarchies) {
    await rmdir(parent).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

/** The group and all below it, parents first; empty when there is none. */
async function groupTree(group: string): Promise<string[]> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return [];
  const below = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => groupTree(join(group, entry.name))),
  );
  return [group, ...below.flat()];
}
