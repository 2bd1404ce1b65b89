// SPDX-License-Identifier: AGPL-3.0-or-later
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { join } from 'node:path';

/** What the system says about itself, unparsed where parsing can be tested without a system. */
export interface SystemFacts {
  readonly osRelease: string;
  readonly memoryInfo: string;
  /** What the system as a whole may use, when it is a container; null where nothing limits it. */
  readonly memoryGroup: { readonly limit: string; readonly usage: string; readonly stat: string } | null;
  readonly loadAverage: string;
  readonly uptime: string;
  readonly architecture: string;
  readonly cpus: number;
  readonly disk: { readonly totalBytes: number; readonly freeBytes: number };
  readonly nowMs: number;
}

/** `stateDirectory`: the disk that installations will fill. */
export function readSystemFacts(stateDirectory: string): SystemFacts {
  const disk = statfsSync(stateDirectory);
  return {
    osRelease: readFileSync('/etc/os-release', 'utf8'),
    memoryInfo: readFileSync('/proc/meminfo', 'utf8'),
    memoryGroup: readMemoryGroup(),
    loadAverage: readFileSync('/proc/loadavg', 'utf8'),
    uptime: readFileSync('/proc/uptime', 'utf8'),
    architecture: arch(),
    cpus: cpus().length,
    disk: { totalBytes: disk.blocks * disk.bsize, freeBytes: disk.bavail * disk.bsize },
    nowMs: Date.now(),
  };
}

/**
 * The topmost group that is seen, in both versions of cgroups. That of a whole machine has no file with a limit
 * (version 2), or a limit beyond any memory (version 1).
 */
const TOPMOST_GROUPS = [
  { folder: '/sys/fs/cgroup', limit: 'memory.max', usage: 'memory.current' },
  { folder: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes' },
] as const;

function readMemoryGroup(): SystemFacts['memoryGroup'] {
  for (const { folder, limit, usage } of TOPMOST_GROUPS) {
    if (!existsSync(join(folder, limit))) continue;
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    return { limit: read(limit), usage: read(usage), stat: read('memory.stat') };
  }
  return null;
}
