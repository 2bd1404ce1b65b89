// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';

/** Proportional set size of a process in bytes; null when it is gone. */
function pssOf(pid: string): number | null {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function parentOf(pid: string): string | undefined {
  try {
    return /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

const pids = (): string[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name));

/** Bytes of PSS of the processes whose command line matches, with all that they started. */
export function memoryOf(matches: (command: string) => boolean): { bytes: number; processes: number } {
  const all = pids();
  const chosen = new Set(all.filter((pid) => matches(commandLine(pid))));
  for (let grew = true; grew; ) {
    grew = false;
    for (const pid of all) {
      const parent = parentOf(pid);
      if (parent !== undefined && chosen.has(parent) && !chosen.has(pid)) {
        chosen.add(pid);
        grew = true;
      }
    }
  }
  const sizes = [...chosen].map(pssOf).filter((bytes) => bytes !== null);
  return { bytes: sizes.reduce((sum, bytes) => sum + bytes, 0), processes: sizes.length };
}
