// SPDX-License-Identifier: AGPL-3.0-or-later
import { type ChildProcess, spawn } from 'node:child_process';
import { access, copyFile, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { type Hierarchy, hostGroups, makeHostGroups } from './cgroups.ts';
import { renderGuestFiles } from './guest-files.ts';
import type { HostRecord } from './host-record.ts';
import {
  gatewayOf,
  mtuOfMachine,
  nameserversOfMachine,
  PREFIX_LENGTH,
  removeHostLink,
  type SandboxNetwork,
} from './network.ts';
import { nspawnArgv } from './nspawn-argv.ts';
import { tryRun } from './run-command.ts';
import { lookAtHost, sleep } from './running-host.ts';
import { type Log, SandboxError } from './sandbox-error.ts';
import { sshArgv } from './ssh-argv.ts';
import type { HostPaths, StatePaths } from './state-home.ts';

const READY_WITHIN_MS = 180_000;

export type Boot = {
  readonly paths: StatePaths;
  readonly record: HostRecord;
  readonly network: SandboxNetwork;
  readonly hierarchies: readonly Hierarchy[];
};

/** Starts the guest and returns when it lets us sign in. The caller holds the host's lock; the host is stopped. */
export async function bootHost(boot: Boot, log: Log): Promise<void> {
  const { record, hierarchies } = boot;
  const host = boot.paths.host(record.name);
  await writeGuestFiles(boot, host);
  for (const directory of [host.upper, host.work, host.merged])
    await mkdir(directory, { recursive: true, mode: 0o755 });
  await makeHostGroups(hierarchies, record.name, record.limits);
  await removeHostLink(host.machine);
  const supervisor = await startSupervisor(boot, host);
  await waitUntilReady(boot, supervisor, log);
}

async function writeGuestFiles({ record, network }: Boot, host: HostPaths): Promise<void> {
  await rm(host.guest, { recursive: true, force: true });
  await mkdir(host.guest, { mode: 0o700 });
  const files = renderGuestFiles({
    name: record.name,
    suite: record.suite,
    hostId: record.hostId,
    machineId: record.machineId,
    address: record.address,
    prefixLength: PREFIX_LENGTH,
    gateway: gatewayOf(network),
    nameservers: await nameserversOfMachine(),
    mtu: await mtuOfMachine(),
  });
  for (const [name, text] of Object.entries(files)) await writeFile(`${host.guest}/${name}`, text);
  const copies: Record<string, string> = {
    [`${import.meta.dirname}/guest-init.sh`]: 'guest-init.sh',
    [host.hostKey]: 'ssh_host_key',
    [`${host.hostKey}.pub`]: 'ssh_host_key.pub',
    [`${host.bootstrapKey}.pub`]: 'bootstrap.pub',
    [`${host.maintenanceKey}.pub`]: 'maintenance.pub',
  };
  for (const [source, name] of Object.entries(copies)) await copyFile(source, `${host.guest}/${name}`);
}

async function startSupervisor(
  { paths, record, network, hierarchies }: Boot,
  host: HostPaths,
): Promise<ChildProcess> {
  await rm(host.supervisor, { force: true });
  const lower = [...record.layers.map(paths.layer), paths.base(record.base)].join(':');
  const devices = (await isThere('/dev/fuse')) ? ['/dev/fuse'] : [];
  const console = await open(host.console, 'w', 0o600);
  try {
    const argv = [
      // Nothing of this process's environment, which may hold secrets, lives on in the supervisor.
      '-i',
      'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
      'LANG=C.UTF-8',
      // Services set the network's kernel parameters; the rest of /proc/sys is this machine's.
      'SYSTEMD_NSPAWN_API_VFS_WRITABLE=network',
      'unshare',
      '--mount',
      '--propagation=private',
      '/bin/sh',
      `${import.meta.dirname}/supervise.sh`,
      host.directory,
      lower,
      ...hostGroups(hierarchies, record.name),
      '--',
      ...nspawnArgv({ name: record.name, bridge: network.bridge, paths: host, devices }),
    ];
    const supervisor = spawn('env', argv, {
      detached: true,
      cwd: '/',
      stdio: ['ignore', console.fd, console.fd],
    });
    supervisor.on('error', () => undefined);
    supervisor.unref();
    return supervisor;
  } finally {
    await console.close();
  }
}

/** Ready: systemd has finished starting, and the key of this host signs in. */
export async function waitUntilReady(
  { paths, record, hierarchies }: Boot,
  supervisor: ChildProcess | undefined,
  log: Log,
): Promise<void> {
  const host = paths.host(record.name);
  const end = Date.now() + READY_WITHIN_MS;
  while (Date.now() < end && supervisor?.exitCode == null && supervisor?.signalCode == null) {
    const reality = await lookAtHost(host, record.name, hierarchies);
    if (reality.state === 'running' && (await answersOnSsh(record.address))) {
      const ssh = sshArgv({ address: record.address, knownHosts: host.knownHosts, key: host.maintenanceKey });
      const remaining = Math.max(1000, end - Date.now());
      const { code, stdout } = await tryRun([...ssh, 'systemctl is-system-running --wait'], {
        timeoutMs: remaining,
      });
      const state = stdout.trim();
      if (state === 'running') return;
      if (state === 'degraded') {
        const failed = await tryRun([...ssh, 'systemctl list-units --failed --plain --no-legend'], {
          timeoutMs: 10_000,
        });
        log(
          `${record.name} runs, but some of its units failed: ${failed.stdout.trim().split('\n').join('; ')}`,
        );
        return;
      }
      if (code === 255) await sleep(200);
    }
    await sleep(100);
  }
  const said = (await readFile(host.console, 'utf8').catch(() => '')).trim().split('\n').slice(-5).join('\n');
  throw new SandboxError(`${record.name} has not started (see ${host.console})${said ? `: ${said}` : ''}`);
}

function answersOnSsh(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22, timeout: 1000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
    socket.once('end', () => end(false));
  });
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
