// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host, RunResult } from '#agent/host/host.ts';

/**
 * Programs of builds run in transient units of systemd, never as children of rootd: they get a sandbox, a cgroup
 * and a mount namespace of their own, and rootd's own unit can stay tight. These functions are pure: they only
 * say the argv.
 */
export interface TransientUnit {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly properties: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Bind {
  readonly host: string;
  readonly inRoot: string;
}

interface RootedUnit {
  readonly name: string;
  readonly root: string;
  readonly command: readonly [string, ...string[]];
  readonly readOnlyBinds?: readonly Bind[];
  readonly binds?: readonly Bind[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Unprivileged account of npm and pip builds; outside the range that rootd mints for apps (30000-39999). */
export const BUILD_UID = 29_999;
export const BUILD_USER = 'hop3-build';

/** Longest that one program of a build may take, seconds. */
const RUNTIME_MAX_SECONDS = 1800;

/** Directories of the host that are shown to builds must not come from outside: a colon would split a bind. */
const bind = ({ host, inRoot }: Bind): string => {
  if (/[:\s\\"%$]/.test(host + inRoot)) throw new Error(`unfit for a bind mount: ${host} ${inRoot}`);
  return `${host}:${inRoot}`;
};

const bindProperties = (unit: RootedUnit): string[] => [
  ...(unit.readOnlyBinds ?? []).map((item) => `BindReadOnlyPaths=${bind(item)}`),
  ...(unit.binds ?? []).map((item) => `BindPaths=${bind(item)}`),
];

const SANDBOX = [
  'NoNewPrivileges=yes',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'PrivateMounts=yes',
  'ProtectKernelTunables=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelLogs=yes',
  'ProtectControlGroups=yes',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'ProtectProc=invisible',
  'RestrictRealtime=yes',
  'RestrictNamespaces=yes',
  'LockPersonality=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=~@mount @module @raw-io @reboot @swap @debug @clock',
  'SystemCallErrorNumber=EPERM',
  'MountAPIVFS=yes',
  'KeyringMode=private',
  'TasksMax=1024',
  `RuntimeMaxSec=${RUNTIME_MAX_SECONDS}`,
] as const;

/** What dpkg and maintainer scripts need to set owners and modes and to change user; no mounting, no devices. */
const PACKAGE_CAPABILITIES =
  'CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_FSETID CAP_SETUID CAP_SETGID CAP_SYS_CHROOT';

const BASE_ENV = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  HOME: '/root',
  DEBIAN_FRONTEND: 'noninteractive',
  DEBCONF_NONINTERACTIVE_SEEN: 'true',
  PYTHONHASHSEED: '0',
} as const;

/** apt inside the tree with the network: lists, plans, downloads. No maintainer script runs in it. */
export function fetchUnit(unit: RootedUnit): TransientUnit {
  return {
    name: unit.name,
    command: unit.command,
    properties: [
      `RootDirectory=${unit.root}`,
      ...SANDBOX,
      PACKAGE_CAPABILITIES,
      'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
      ...bindProperties(unit),
    ],
    env: { ...BASE_ENV, ...unit.env },
  };
}

/** dpkg and maintainer scripts inside the tree: no network, nothing of the host. */
export function installUnit(unit: RootedUnit): TransientUnit {
  return {
    name: unit.name,
    command: unit.command,
    properties: [
      `RootDirectory=${unit.root}`,
      ...SANDBOX,
      PACKAGE_CAPABILITIES,
      'PrivateNetwork=yes',
      'PrivateIPC=yes',
      'RestrictAddressFamilies=AF_UNIX',
      ...bindProperties(unit),
    ],
    env: { ...BASE_ENV, ...unit.env },
  };
}

/** Foreign build code (npm, pip, compilers) as an unprivileged user; the tree is read-only to it. */
export function buildUnit(
  unit: RootedUnit & { readonly network: boolean; readonly workingDirectory: string },
): TransientUnit {
  return {
    name: unit.name,
    command: unit.command,
    properties: [
      `RootDirectory=${unit.root}`,
      ...SANDBOX,
      'CapabilityBoundingSet=',
      `User=${BUILD_USER}`,
      `Group=${BUILD_USER}`,
      'ProtectSystem=strict',
      'RestrictSUIDSGID=yes',
      'PrivateIPC=yes',
      'UMask=0022',
      `WorkingDirectory=${unit.workingDirectory}`,
      ...(unit.network ? [] : ['PrivateNetwork=yes']),
      `RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6${unit.network ? ' AF_NETLINK' : ''}`,
      ...bindProperties(unit),
    ],
    env: { ...BASE_ENV, HOME: '/tmp', ...unit.env },
  };
}

/**
 * A trusted program of the distribution on the host itself (mmdebstrap, apt-get of service packages), as root with
 * the host's files. Its mounts are its own, so a killed one leaves none behind.
 */
export function hostUnit(unit: {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}): TransientUnit {
  return {
    name: unit.name,
    command: unit.command,
    properties: ['PrivateMounts=yes', 'PrivateTmp=yes', `RuntimeMaxSec=${RUNTIME_MAX_SECONDS}`],
    env: { ...BASE_ENV, ...unit.env },
  };
}

/** The argv that starts the unit, waits for its end and passes its output on. */
export function systemdRunArgv(unit: TransientUnit): [string, ...string[]] {
  return [
    'systemd-run',
    '--quiet',
    '--pipe',
    '--wait',
    '--collect',
    '--service-type=exec',
    `--unit=${unit.name}`,
    ...unit.properties.flatMap((property) => ['-p', property]),
    ...Object.entries(unit.env).map(([name, value]) => `--setenv=${name}=${value}`),
    '--',
    ...unit.command,
  ];
}

/** Runs the unit to its end. When we stop waiting, the unit is stopped too. */
export async function runUnit(
  host: Host,
  unit: TransientUnit,
  options: { onLine?: (line: string) => void; stdin?: string; timeoutMs?: number } = {},
): Promise<RunResult> {
  const result = await host.run(systemdRunArgv(unit), {
    timeoutMs: options.timeoutMs ?? (RUNTIME_MAX_SECONDS + 30) * 1000,
    ...(options.onLine ? { onLine: options.onLine } : {}),
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
  });
  if (result.exitCode === null) await host.run(['systemctl', 'stop', `${unit.name}.service`]);
  return result;
}
