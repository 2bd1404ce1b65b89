// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, RunOptions, RunResult } from './host.ts';

export interface IsolatedMount {
  /** On the host. */
  readonly from: string;
  /** Inside. */
  readonly to: string;
}

/**
 * A program of the distribution that is let near files or services of an app: restic, pg_dump, our own Node. It runs
 * as a transient unit that sees the system's programs, what it is given, and nothing else of the host. So no link in a
 * tree that an app writes leads anywhere, whatever the program does with it.
 */
export interface IsolatedUnit {
  /** Without .service. The same name again first stops what a killed rootd left of it. */
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  /** Default root, which here is no more than its capabilities. */
  readonly user?: string;
  /** Default none. CAP_DAC_READ_SEARCH reads every file that it sees. */
  readonly capabilities?: readonly Capability[];
  readonly readOnly: readonly IsolatedMount[];
  readonly writable: readonly IsolatedMount[];
  /** Default none at all. */
  readonly network?: boolean;
  /** No secret: systemd shows it to everybody. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where it starts, inside. Default /. */
  readonly directory?: string;
  readonly timeoutSeconds: number;
}

export type Capability =
  | 'CAP_DAC_READ_SEARCH'
  | 'CAP_DAC_OVERRIDE'
  | 'CAP_CHOWN'
  | 'CAP_FOWNER'
  | 'CAP_FSETID';

/** What every program needs to start, and what those with a network need to find names and accounts. */
const SYSTEM: readonly string[] = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib64',
  '/etc/ld.so.cache',
  '/etc/alternatives',
  '/etc/passwd',
  '/etc/group',
  '/etc/nsswitch.conf',
  '/etc/hosts',
  '/etc/resolv.conf',
  '/etc/localtime',
  '/etc/ssl/certs',
];

const HARDENING: readonly string[] = [
  'NoNewPrivileges=yes',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'PrivateIPC=yes',
  'ProtectProc=invisible',
  'ProtectKernelTunables=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelLogs=yes',
  'ProtectControlGroups=yes',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'LockPersonality=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallErrorNumber=EPERM',
  'KeyringMode=private',
  'LimitCORE=0',
  'TasksMax=512',
  // Behind the apps: nobody waits for it.
  'Nice=10',
  'CPUWeight=20',
  'IOWeight=20',
];

const UNIT_NAME = /^hop3-[a-z0-9-]{1,100}$/;
const VARIABLE = /^[A-Z][A-Z0-9_]*$/;

/** Pure. */
export function isolatedArgv(unit: IsolatedUnit): [string, ...string[]] {
  if (!UNIT_NAME.test(unit.name)) throw new Error(`not a name of a unit: ${unit.name}`);
  const capabilities = (unit.capabilities ?? []).join(' ');
  const user = unit.user ?? 'root';
  return [
    'systemd-run',
    '--quiet',
    '--pipe',
    '--wait',
    '--collect',
    '--service-type=exec',
    `--unit=${unit.name}`,
    // Else the journal has the whole command line.
    `--description=${unit.name}`,
    ...[
      'TemporaryFileSystem=/:ro',
      ...SYSTEM.map((path) => `BindReadOnlyPaths=-${path}`),
      ...unit.readOnly.map((mount) => `BindReadOnlyPaths=${bind(mount)}`),
      ...unit.writable.map((mount) => `BindPaths=${bind(mount)}`),
      ...HARDENING,
      `User=${user}`,
      `CapabilityBoundingSet=${capabilities}`,
      // Root has those of the bounding set by itself.
      ...(user === 'root' ? [] : [`AmbientCapabilities=${capabilities}`]),
      ...(unit.network
        ? ['RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK']
        : ['PrivateNetwork=yes', 'RestrictAddressFamilies=AF_UNIX']),
      `WorkingDirectory=${plain(unit.directory ?? '/')}`,
      `RuntimeMaxSec=${unit.timeoutSeconds}`,
      'TimeoutStopSec=20',
      'UMask=0077',
    ].map((property) => `--property=${property}`),
    ...Object.entries(unit.environment ?? {}).map(([name, value]) => {
      if (!VARIABLE.test(name)) throw new Error(`not a name of a variable: ${name}`);
      return `--setenv=${name}=${value}`;
    }),
    '--',
    // systemd expands `$NAME` in the arguments of transient units; `$$` is a dollar.
    ...unit.argv.map((argument) => argument.replaceAll('$', '$$$$')),
  ];
}

/** Runs it to its end. When we stop waiting, it is stopped too. */
export async function runIsolated(
  host: Host,
  unit: IsolatedUnit,
  options: Pick<RunOptions, 'onLine' | 'stdin' | 'keptCharacters'> = {},
): Promise<RunResult> {
  const argv = isolatedArgv(unit);
  await stopIsolated(host, unit.name);
  const result = await host.run(argv, { ...options, timeoutMs: (unit.timeoutSeconds + 60) * 1000 });
  if (result.exitCode === null) await stopIsolated(host, unit.name);
  return result;
}

export async function stopIsolated(host: Host, name: string): Promise<void> {
  await host.run(['systemctl', 'stop', `${name}.service`], { timeoutMs: 90_000 });
  await host.run(['systemctl', 'reset-failed', `${name}.service`], { timeoutMs: 20_000 });
}

function bind({ from, to }: IsolatedMount): string {
  return `${plain(from)}:${plain(to)}`;
}

/** A path of ours as it may stand in a property without any quoting. */
function plain(path: string): string {
  if (path !== '/' && !/^(?:\/[A-Za-z0-9._@+,=-]+)+$/.test(path))
    throw new Error(`not a plain path: ${path}`);
  return path;
}
