// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { ensureBaseTree, hasBaseTree } from './base-tree.ts';
import { bootHost, waitUntilReady } from './boot-host.ts';
import { type HostLimits, makeHostGroups, readHierarchies, removeParentGroups } from './cgroups.ts';
import { withFileLock } from './file-lock.ts';
import { domainSuffix } from './guest-files.ts';
import { makeHostKeys, readHostKey } from './host-keys.ts';
import { type HostRecord, readHostRecord, readHostRecords, writeHostRecord } from './host-record.ts';
import { writeHostsFile } from './hosts-file.ts';
import {
  completeFreeze,
  freezeIntoTemplate,
  readTemplate,
  removeUnusedLayers,
  type Template,
} from './layers.ts';
import { assertSandboxSupport } from './machine-support.ts';
import { ensureNetwork, pickAddress, readNetwork, removeNetwork, type SandboxNetwork } from './network.ts';
import { run } from './run-command.ts';
import { askToReboot, endHost, type HostReality, lookAtHost, sleep, stopHost } from './running-host.ts';
import { type Log, SandboxError } from './sandbox-error.ts';
import { sshArgv } from './ssh-argv.ts';
import { assertHostName, type StatePaths, statePaths } from './state-home.ts';
import { DEFAULT_SUITE, type Suite } from './suite.ts';

/** A real Debian on this computer, reached over SSH like any other server. */
export type SandboxHost = {
  readonly name: string;
  readonly suite: Suite;
  readonly address: string;
  readonly sshPort: 22;
  readonly sshUser: 'root';
  /** A key that the host accepts from its first start until somebody removes it, as connecting a host does. */
  readonly privateKeyPath: string;
  /** A second key that stays: for `sandbox ssh` and for tests that look into a connected host. */
  readonly maintenanceKeyPath: string;
  readonly knownHostsPath: string;
  /** "ssh-ed25519 AAAA…" */
  readonly hostKey: string;
  /** "SHA256:…" */
  readonly hostKeyFingerprint: string;
  /** Apps answer at https://<app>.<domainSuffix>:8443 through the SNI forwarder. */
  readonly domainSuffix: string;
  readonly limits: HostLimits;
};

export type UpOptions = {
  readonly name: string;
  readonly suite?: Suite;
  /** Start from what `saveTemplate` saved; only for a host that does not exist yet. */
  readonly template?: string;
  readonly memoryMb?: number;
  readonly cpus?: number;
  readonly tasks?: number;
  readonly log?: Log;
};

export type HostStatus =
  | { readonly state: 'absent' }
  | { readonly state: 'stopped' | 'running' | 'broken'; readonly host: SandboxHost };

const DEFAULT_LIMITS: HostLimits = { memoryMb: 4096, tasks: 8192 };
// Generous: on a busy machine a guest with databases takes its time.
const POWER_OFF_WITHIN_MS = 90_000;
const silent: Log = () => undefined;

/**
 * Makes a host be there and running, and returns once it accepts SSH: adopts one that runs, starts one that is
 * stopped, clears away what a killed start left. Several may be called at once, from several processes.
 */
export async function up(options: UpOptions): Promise<SandboxHost> {
  const { name, log = silent } = options;
  assertHostName(name);
  const paths = statePaths();
  // Under a stricter umask of root's the users of a guest could not read its disk, nor the forwarder its list.
  process.umask(0o022);
  await withFileLock(paths.lock('machine'), log, () => assertSandboxSupport(log));
  return withFileLock(paths.lock(`host-${name}`), log, async () => {
    const record = await adoptOrMake(paths, options, log);
    const hierarchies = await readHierarchies();
    const reality = await lookAtHost(paths.host(name), name, hierarchies);
    const network = await withFileLock(paths.lock('network'), log, () => ensureNetwork(paths, log));
    if (reality.state === 'running') {
      await makeHostGroups(hierarchies, name, record.limits);
      await waitUntilReady({ paths, record, hierarchies, network }, undefined, log);
      log(`${name} is running at ${record.address}`);
      return describeHost(paths, record);
    }
    if (reality.state === 'broken') {
      log(`clearing away an unfinished start of ${name}`);
      await endHost({ paths: paths.host(name), name, hierarchies });
    }
    log(`starting ${name} (Debian ${record.suite}) at ${record.address}`);
    await bootHost({ paths, record, network, hierarchies }, log);
    log(`${name} is ready`);
    return describeHost(paths, record);
  });
}

async function adoptOrMake(paths: StatePaths, options: UpOptions, log: Log): Promise<HostRecord> {
  const known = await readHostRecord(paths.host(options.name));
  if (!known) return makeHost(paths, options, log);
  if (options.suite && options.suite !== known.suite) {
    throw new SandboxError(
      `${known.name} is a Debian ${known.suite}, not ${options.suite}: remove it first, or use another name`,
    );
  }
  await completeFreeze(paths, known);
  if (
    !(await hasBaseTree(paths, known.base)) &&
    (await ensureBaseTree(paths, known.suite, log)) !== known.base
  ) {
    throw new SandboxError(
      `the Debian that ${known.name} stands on is gone and can no longer be built the same: remove the host first`,
    );
  }
  const record = { ...known, limits: limitsOf(options, known.limits) };
  await writeHostRecord(paths.host(known.name), record);
  return record;
}

/** Everything of a new host but its start. Its record is written last: without one there is no host. */
async function makeHost(paths: StatePaths, options: UpOptions, log: Log): Promise<HostRecord> {
  const { name } = options;
  const template = options.template ? await readTemplate(paths, options.template) : undefined;
  const suite = template?.suite ?? options.suite ?? DEFAULT_SUITE;
  if (options.suite && options.suite !== suite) {
    throw new SandboxError(`the template ${options.template} is a Debian ${suite}, not ${options.suite}`);
  }
  const base = template?.base ?? (await ensureBaseTree(paths, suite, log));
  const host = paths.host(name);
  await mkdir(paths.hosts, { recursive: true, mode: 0o700 });
  return withFileLock(paths.lock('network'), log, async () => {
    const network = await ensureNetwork(paths, log);
    await run(['rm', '-rf', '--one-file-system', host.directory]);
    await mkdir(host.directory, { mode: 0o700 });
    const record: HostRecord = {
      version: 1,
      name,
      hostId: randomUUID(),
      machineId: randomBytes(16).toString('hex'),
      suite,
      base,
      layers: template?.layers ?? [],
      address: await freeAddress(paths, network),
      limits: limitsOf(options, DEFAULT_LIMITS),
      createdAt: new Date().toISOString(),
    };
    await makeHostKeys(host, name, record.address);
    await writeHostRecord(host, record);
    await writeHostsFile(paths);
    return record;
  });
}

function limitsOf(wanted: Partial<HostLimits>, otherwise: HostLimits): HostRecord['limits'] {
  const cpus = wanted.cpus ?? otherwise.cpus;
  return {
    memoryMb: wanted.memoryMb ?? otherwise.memoryMb,
    tasks: wanted.tasks ?? otherwise.tasks,
    ...(cpus !== undefined && { cpus }),
  };
}

async function freeAddress(paths: StatePaths, network: SandboxNetwork): Promise<string> {
  const address = pickAddress(
    network,
    (await readHostRecords(paths)).map((record) => record.address),
  );
  if (!address) throw new SandboxError('all addresses for sandbox hosts are taken: remove some hosts');
  return address;
}

async function describeHost(paths: StatePaths, record: HostRecord): Promise<SandboxHost> {
  const host = paths.host(record.name);
  return {
    name: record.name,
    suite: record.suite,
    address: record.address,
    sshPort: 22,
    sshUser: 'root',
    privateKeyPath: host.bootstrapKey,
    maintenanceKeyPath: host.maintenanceKey,
    knownHostsPath: host.knownHosts,
    ...(await readHostKey(host)),
    domainSuffix: domainSuffix(record.name),
    limits: record.limits,
  };
}

export async function status(name: string): Promise<HostStatus> {
  assertHostName(name);
  const paths = statePaths();
  const record = await readHostRecord(paths.host(name));
  if (!record) return { state: 'absent' };
  const { state } = await lookAtHost(paths.host(name), name, await readHierarchies());
  return { state: state === 'absent' ? 'stopped' : state, host: await describeHost(paths, record) };
}

export async function list(): Promise<Exclude<HostStatus, { state: 'absent' }>[]> {
  const statuses = await Promise.all(
    (await readHostRecords(statePaths())).map((record) => status(record.name)),
  );
  return statuses.filter((found) => found.state !== 'absent');
}

/** Powers a host off; with `remove` also deletes everything it has written. Fine when it is not there. */
export async function down(name: string, options: { remove: boolean; log?: Log }): Promise<void> {
  assertHostName(name);
  const { remove, log = silent } = options;
  const paths = statePaths();
  await withFileLock(paths.lock(`host-${name}`), log, async () => {
    const host = { paths: paths.host(name), name, hierarchies: await readHierarchies() };
    // What is removed has nothing to save.
    await (remove ? endHost(host) : stopHost({ ...host, patienceMs: POWER_OFF_WITHIN_MS }, log));
    log(`${name} is off`);
    if (!remove) return;
    await run(['rm', '-rf', '--one-file-system', host.paths.directory]);
    await withFileLock(paths.lock('network'), log, () => writeHostsFile(paths));
    await withFileLock(paths.lock('layers'), log, () => removeUnusedLayers(paths));
    log(`${name} is removed`);
  });
  await withFileLock(paths.lock('network'), log, () => leaveMachine(paths));
}

/**
 * With its last host removed, the sandbox leaves nothing on this machine but its cached trees and templates. A host
 * that is being started has a record, so nothing is pulled from under it. The caller holds the lock "network".
 */
async function leaveMachine(paths: StatePaths): Promise<void> {
  if ((await readHostRecords(paths)).length > 0) return;
  const network = await readNetwork(paths);
  if (network) await removeNetwork(network);
  await removeParentGroups(await readHierarchies());
}

/** Reboots a running host from inside and returns once it accepts SSH again. */
export async function reboot(name: string, log: Log = silent): Promise<SandboxHost> {
  const paths = statePaths();
  return withRunningHost(name, log, async (record, reality) => {
    const hierarchies = await readHierarchies();
    askToReboot(reality.leader);
    const end = Date.now() + POWER_OFF_WITHIN_MS;
    while (Date.now() < end) {
      const now = await lookAtHost(paths.host(name), name, hierarchies);
      if (now.state === 'running' && now.leader !== reality.leader) {
        const network = await withFileLock(paths.lock('network'), log, () => ensureNetwork(paths, log));
        await waitUntilReady({ paths, record, hierarchies, network }, undefined, log);
        return describeHost(paths, record);
      }
      await sleep(100);
    }
    throw new SandboxError(`${name} has not rebooted`);
  });
}

/** Ends a running host as a power cut does: no program in it gets to say goodbye. It is stopped afterwards. */
export async function powerOffHard(name: string, log: Log = silent): Promise<void> {
  const paths = statePaths();
  await withRunningHost(name, log, async () =>
    endHost({ paths: paths.host(name), name, hierarchies: await readHierarchies() }),
  );
}

async function withRunningHost<T>(
  name: string,
  log: Log,
  work: (record: HostRecord, reality: Extract<HostReality, { state: 'running' }>) => Promise<T>,
): Promise<T> {
  assertHostName(name);
  const paths = statePaths();
  return withFileLock(paths.lock(`host-${name}`), log, async () => {
    const record = await readHostRecord(paths.host(name));
    if (!record) throw new SandboxError(`there is no sandbox host "${name}"`);
    const reality = await lookAtHost(paths.host(name), name, await readHierarchies());
    if (reality.state !== 'running') throw new SandboxError(`${name} is not running`);
    return work(record, reality);
  });
}

/**
 * Saves a stopped host's disk under a name that `up({ template })` starts new hosts from, each with keys, machine
 * id and address of its own. Takes no time: the disk becomes a layer that the host and the template share.
 */
export async function saveTemplate(name: string, template: string, log: Log = silent): Promise<Template> {
  assertHostName(name);
  const paths = statePaths();
  return withFileLock(paths.lock(`host-${name}`), log, async () => {
    const record = await readHostRecord(paths.host(name));
    if (!record) throw new SandboxError(`there is no sandbox host "${name}"`);
    const reality = await lookAtHost(paths.host(name), name, await readHierarchies());
    if (reality.state !== 'absent')
      throw new SandboxError(`${name} is running: stop it first, its disk changes`);
    await completeFreeze(paths, record);
    return withFileLock(paths.lock('layers'), log, async () => {
      const saved = await freezeIntoTemplate(paths, record, template);
      await removeUnusedLayers(paths);
      return saved;
    });
  });
}

/** Forgets a template; hosts made from it keep what they need of it. */
export async function removeTemplate(template: string, log: Log = silent): Promise<void> {
  assertHostName(template);
  const paths = statePaths();
  await withFileLock(paths.lock('layers'), log, async () => {
    await rm(paths.template(template), { force: true });
    await removeUnusedLayers(paths);
  });
}

/** argv that runs a command line on the host as root, with the key that stays; append it as one more argument. */
export function sshToHost(host: SandboxHost): [string, ...string[]] {
  return sshArgv({ address: host.address, knownHosts: host.knownHostsPath, key: host.maintenanceKeyPath });
}
