// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { SandboxError } from './sandbox-error.ts';

const DEFAULT_HOME = '/var/lib/hop3-sandbox';

/** The directory that holds base trees, hosts and layers: `HOP3_SANDBOX_HOME`, else /var/lib/hop3-sandbox. */
export function stateHome(env: NodeJS.ProcessEnv = process.env): string {
  const home = env.HOP3_SANDBOX_HOME || DEFAULT_HOME;
  // It becomes part of overlay mount options, where colons and commas separate.
  if (!/^\/[A-Za-z0-9._/-]+$/.test(home)) {
    throw new SandboxError(`HOP3_SANDBOX_HOME must be an absolute path of plain characters, not "${home}"`);
  }
  return home;
}

export function hostNameProblem(name: string): string | undefined {
  if (/^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/.test(name)) return undefined;
  return `"${name}" cannot name a sandbox host: use at most 30 small letters, digits and hyphens, a letter first`;
}

/** Throws when the name is not one that can be a host name, a directory and a cgroup at once. */
export function assertHostName(name: string): void {
  const problem = hostNameProblem(name);
  if (problem) throw new SandboxError(problem);
}

/** Keeps apart what hosts of several state directories have on one machine: cgroups, network devices. */
function scopeSuffix(home: string): string {
  return home === DEFAULT_HOME ? '' : `-${createHash('sha256').update(home).digest('hex').slice(0, 8)}`;
}

/** Every path of the sandbox, in one place. */
export function statePaths(home: string = stateHome()) {
  return {
    home,
    /** The cgroup, below each hierarchy's root, that holds one for each host. */
    cgroup: `hop3-sandbox${scopeSuffix(home)}`,
    bases: join(home, 'bases'),
    base: (id: string) => join(home, 'bases', id),
    layers: join(home, 'layers'),
    layer: (id: string) => join(home, 'layers', id),
    templates: join(home, 'templates'),
    template: (name: string) => join(home, 'templates', `${name}.json`),
    hosts: join(home, 'hosts'),
    host: (name: string) => hostPaths(join(home, 'hosts', name), `${name}${scopeSuffix(home)}`),
    /** World-readable: names and addresses, for the SNI forwarder, which is not root. */
    hostsFile: join(home, 'hosts.json'),
    network: join(home, 'network.json'),
    lock: (subject: string) => join(home, 'locks', `${subject}.lock`),
  };
}

function hostPaths(directory: string, machine: string) {
  return {
    directory,
    /** What nspawn calls the host on this machine; its network device is named after it. */
    machine,
    record: join(directory, 'host.json'),
    upper: join(directory, 'upper'),
    work: join(directory, 'work'),
    merged: join(directory, 'merged'),
    keys: join(directory, 'keys'),
    bootstrapKey: join(directory, 'keys', 'bootstrap'),
    maintenanceKey: join(directory, 'keys', 'maintenance'),
    hostKey: join(directory, 'keys', 'host'),
    knownHosts: join(directory, 'keys', 'known_hosts'),
    /** What the guest reads at each boot; bound read-only at /run/hop3-sandbox inside it. */
    guest: join(directory, 'guest'),
    supervisor: join(directory, 'supervisor'),
    console: join(directory, 'console.log'),
  };
}

export type StatePaths = ReturnType<typeof statePaths>;
export type HostPaths = ReturnType<typeof hostPaths>;
