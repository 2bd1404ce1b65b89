// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync, statfsSync } from 'node:fs';
import { arch, cpus } from 'node:os';

/** What the system says about itself, unparsed where parsing can be tested without a system. */
export interface SystemFacts {
  readonly osRelease: string;
  readonly memoryInfo: string;
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
    loadAverage: readFileSync('/proc/loadavg', 'utf8'),
    uptime: readFileSync('/proc/uptime', 'utf8'),
    architecture: arch(),
    cpus: cpus().length,
    disk: { totalBytes: disk.blocks * disk.bsize, freeBytes: disk.bavail * disk.bsize },
    nowMs: Date.now(),
  };
}
