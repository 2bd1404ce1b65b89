// SPDX-License-Identifier: AGPL-3.0-or-later
import { plainPath } from './escape.ts';

/** One line of a [Service] section; also what systemd-run takes as --property. */
export type Directive = readonly [key: string, value: string];

export interface Mount {
  /** On the host. */
  readonly from: string;
  /** Inside the root. */
  readonly to: string;
}

/** What an app's process may see and do; the same for its services, hooks and the copying of its volumes. */
export interface Sandbox {
  readonly user: string;
  readonly rootTree: string;
  readonly writable: readonly Mount[];
  readonly readOnly: readonly Mount[];
  /** Read by systemd as root; a missing one is skipped. */
  readonly environmentFiles: readonly string[];
  readonly workingDirectory: string;
  readonly umask: '0027' | '0007';
  readonly openFiles: number;
}

/**
 * The design's default unit. Not MemoryDenyWriteExecute (Node, Java and PHP's compiler die), not ProcSubset=pid
 * (Node sees no processor), not DynamicUser.
 */
export const HARDENING: readonly Directive[] = [
  ['NoNewPrivileges', 'yes'],
  ['CapabilityBoundingSet', ''],
  ['AmbientCapabilities', ''],
  ['ProtectSystem', 'strict'],
  ['ProtectHome', 'yes'],
  ['PrivateTmp', 'yes'],
  ['PrivateDevices', 'yes'],
  ['PrivateUsers', 'yes'],
  ['PrivateIPC', 'yes'],
  ['ProtectProc', 'invisible'],
  ['ProtectKernelTunables', 'yes'],
  ['ProtectKernelModules', 'yes'],
  ['ProtectKernelLogs', 'yes'],
  ['ProtectControlGroups', 'yes'],
  ['ProtectClock', 'yes'],
  ['ProtectHostname', 'yes'],
  ['RestrictNamespaces', 'yes'],
  ['RestrictRealtime', 'yes'],
  ['RestrictSUIDSGID', 'yes'],
  ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6 AF_NETLINK'],
  ['LockPersonality', 'yes'],
  ['RemoveIPC', 'yes'],
  ['SystemCallArchitectures', 'native'],
  ['SystemCallFilter', '@system-service'],
  ['SystemCallFilter', '~@privileged @resources io_uring_setup'],
  ['SystemCallErrorNumber', 'EPERM'],
  ['KeyringMode', 'private'],
];

export function sandboxDirectives(sandbox: Sandbox): Directive[] {
  return [
    ['User', sandbox.user],
    ['Group', sandbox.user],
    ['RootDirectory', plainPath(sandbox.rootTree)],
    ['MountAPIVFS', 'yes'],
    ['WorkingDirectory', sandbox.workingDirectory === '/' ? '/' : plainPath(sandbox.workingDirectory)],
    ['UMask', sandbox.umask],
    ...sandbox.environmentFiles.map((path): Directive => ['EnvironmentFile', `-${plainPath(path)}`]),
    ...sandbox.writable.map((mount): Directive => ['BindPaths', binding(mount)]),
    ...sandbox.readOnly.map((mount): Directive => ['BindReadOnlyPaths', binding(mount)]),
    ['LimitNOFILE', String(sandbox.openFiles)],
    ['LimitCORE', '0'],
    ...HARDENING,
  ];
}

function binding({ from, to }: Mount): string {
  return `${plainPath(from)}:${plainPath(to)}`;
}
