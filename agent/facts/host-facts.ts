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
    memoryTotalBytes: memory('MemTotal'),
    memoryAvailableBytes: memory('MemAvailable'),
    diskTotalBytes: system.disk.totalBytes,
    diskFreeBytes: system.disk.freeBytes,
    load1: Number(system.loadAverage.split(' ')[0] ?? 0),
    uptimeSeconds: Number(system.uptime.split(' ')[0] ?? 0),
    clockMs: Math.round(system.nowMs),
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
