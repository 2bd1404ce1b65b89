// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFile } from 'node:fs/promises';
import { type Hierarchy, processesOfHost, removeHostGroups } from './cgroups.ts';
import { removeHostLink } from './network.ts';
import { type Log, SandboxError } from './sandbox-error.ts';
import type { HostPaths } from './state-home.ts';

/**
 * What is really there of a host.
 * - `absent`: no process.
 * - `running`: its supervisor and its first process are alive.
 * - `broken`: processes without a supervisor or without a first process, as a killed start or stop leaves them.
 */
export type HostReality =
  | { readonly state: 'absent' }
  | { readonly state: 'running'; readonly supervisor: number; readonly leader: number }
  | { readonly state: 'broken'; readonly processes: readonly number[] };

export async function lookAtHost(
  paths: HostPaths,
  name: string,
  hierarchies: readonly Hierarchy[],
): Promise<HostReality> {
  const supervisor = await readSupervisor(paths);
  const processes = await processesOfHost(hierarchies, name);
  const leader = await findLeader(processes);
  if (supervisor !== undefined && leader !== undefined) return { state: 'running', supervisor, leader };
  const all = supervisor === undefined ? processes : [supervisor, ...processes];
  return all.length === 0 ? { state: 'absent' } : { state: 'broken', processes: all };
}

/** The pid of the host's supervisor, when the process that wrote it down is still the one with that number. */
async function readSupervisor(paths: HostPaths): Promise<number | undefined> {
  const text = await readFile(paths.supervisor, 'utf8').catch(() => '');
  const [pid, started, boot] = text.trim().split(' ');
  if (!pid || !started || !boot) return undefined;
  const currentBoot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const process = await readProcess(Number(pid));
  return currentBoot === boot && process?.startTime === started ? Number(pid) : undefined;
}

/** The guest's process 1. Nested containers have one each: it is the one whose namespace is nested least. */
async function findLeader(processes: readonly number[]): Promise<number | undefined> {
  const firsts: { pid: number; depth: number }[] = [];
  for (const pid of processes) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const numbers = /^NSpid:\t(.*)$/m.exec(status)?.[1]?.split('\t') ?? [];
    const isZombie = /^State:\tZ/m.test(status);
    if (numbers.length > 1 && numbers.at(-1) === '1' && !isZombie)
      firsts.push({ pid, depth: numbers.length });
  }
  return firsts.sort((a, b) => a.depth - b.depth)[0]?.pid;
}

/** `startTime` is in clock ticks since the machine started: with the pid it names a process for good. */
async function readProcess(pid: number): Promise<{ startTime: string; state: string } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field, the name, may contain anything, also spaces and brackets.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields?.[0], fields?.[19]];
  return state && startTime && state !== 'Z' ? { startTime, state } : undefined;
}

/** systemd's signal for "power off" (see systemd(1)); Node knows real-time signals by number only. */
const SIGRTMIN_PLUS_4 = 38;
const SIGINT = 2;

/** Asks the guest to power off; when it has not within `patienceMs`, ends it. */
export async function stopHost(
  host: { paths: HostPaths; name: string; hierarchies: readonly Hierarchy[]; patienceMs: number },
  log: Log,
): Promise<void> {
  const reality = await lookAtHost(host.paths, host.name, host.hierarchies);
  if (reality.state === 'running') {
    signal(reality.leader, SIGRTMIN_PLUS_4);
    if (await becomesAbsent(host, host.patienceMs)) return removeHostGroups(host.hierarchies, host.name);
    log(`${host.name} has not powered off within ${Math.round(host.patienceMs / 1000)} s and is ended`);
  }
  await endHost(host);
}

/** Ends every process of the host at once, as pulling the plug does. */
export async function endHost(host: {
  paths: HostPaths;
  name: string;
  hierarchies: readonly Hierarchy[];
}): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const reality = await lookAtHost(host.paths, host.name, host.hierarchies);
    if (reality.state === 'absent') {
      await removeHostLink(host.paths.machine);
      return removeHostGroups(host.hierarchies, host.name);
    }
    // The supervisor first: it would start a guest again that seems to reboot.
    const pids = reality.state === 'running' ? [reality.supervisor, reality.leader] : reality.processes;
    for (const pid of pids) signal(pid, 'SIGKILL');
    await sleep(100);
  }
  throw new SandboxError(`processes of ${host.name} could not be ended`);
}

/** Asks systemd in the guest to reboot; the supervisor starts it again. */
export function askToReboot(leader: number): void {
  signal(leader, SIGINT);
}

async function becomesAbsent(
  host: { paths: HostPaths; name: string; hierarchies: readonly Hierarchy[] },
  withinMs: number,
): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    if ((await lookAtHost(host.paths, host.name, host.hierarchies)).state === 'absent') return true;
    await sleep(100);
  }
  return false;
}

function signal(pid: number, which: NodeJS.Signals | number): void {
  try {
    process.kill(pid, which);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
