// SPDX-License-Identifier: AGPL-3.0-or-later
import type { HostFacts } from '#contract/agent-api.ts';
import type { SystemFacts } from '../host/system-facts.ts';

/** What a control plane wants to know of a host, out of /proc and os-release. */
export function hostFactsOf(system: SystemFacts): HostFacts {
  const os = parseOsRelease(system.osRelease);
  const memory = (field: string): number => {
    const kibibytes = new RegExp(`^${field}: +([0-9]+) kB$`, 'm').exec(system.memoryInfo)?.[1];
    return kibibytes === undefined ? 0 : Number(kibibytes) * 1024;
  };
  return {
    osId: os.ID ?? 'unknown',
    osVersion: os.VERSION_ID ?? '',
    osName: os.PRETTY_NAME ?? os.ID ?? 'unknown',
    codename: os.VERSION_CODENAME ?? null,
    architecture: system.architecture,
    cpus: system.cpus,
    ...memoryOf(
      { totalBytes: memory('MemTotal'), availableBytes: memory('MemAvailable') },
      system.memoryGroup,
    ),
    diskTotalBytes: system.disk.totalBytes,
    diskFreeBytes: system.disk.freeBytes,
    load1: Number(system.loadAverage.split(' ')[0] ?? 0),
    uptimeSeconds: Number(system.uptime.split(' ')[0] ?? 0),
    clockMs: Math.round(system.nowMs),
  };
}

/**
 * /proc/meminfo is of the whole machine; a container may have less. What its group uses without the files that are
 * only cached is what it cannot give back.
 */
function memoryOf(
  machine: { totalBytes: number; availableBytes: number },
  group: SystemFacts['memoryGroup'],
): Pick<HostFacts, 'memoryTotalBytes' | 'memoryAvailableBytes'> {
  const limitBytes = Number(group?.limit.trim());
  // "max" is no number.
  if (group === null || !(limitBytes < machine.totalBytes)) {
    return { memoryTotalBytes: machine.totalBytes, memoryAvailableBytes: machine.availableBytes };
  }
  // Version 1 counts what is below the group in lines of their own.
  const stat = (field: string): number =>
    Number(
      new RegExp(`^total_${field} ([0-9]+)$`, 'm').exec(group.stat)?.[1] ??
        new RegExp(`^${field} ([0-9]+)$`, 'm').exec(group.stat)?.[1] ??
        0,
    );
  const cachedBytes = stat('active_file') + stat('inactive_file');
  const heldBytes = Math.max(0, Number(group.usage.trim()) - cachedBytes);
  return {
    memoryTotalBytes: limitBytes,
    memoryAvailableBytes: Math.max(0, Math.min(machine.availableBytes, limitBytes - heldBytes)),
  };
}

/** os-release(5): KEY=value lines, values perhaps in quotes. */
export function parseOsRelease(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const match = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim());
    if (!match?.[1]) continue;
    const value = match[2] ?? '';
    const quoted = /^(["'])(.*)\1$/.exec(value);
    found[match[1]] = quoted ? (quoted[2] ?? '').replace(/\\(["'$`\\])/g, '$1') : value;
  }
  return found;
}
