// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';

/** The account that speaks with the directory. It may write its own state and the answers to challenges, nothing else. */
export const ACME_USER = 'hop3-acme';

/** Longest that an order may take, seconds: the directory asks from several places and lets one wait between looks. */
export const ORDER_SECONDS = 240;

const SANDBOX = [
  `User=${ACME_USER}`,
  `Group=${ACME_USER}`,
  'UMask=0022',
  `ReadWritePaths=${paths.acme} ${paths.acmeWebroot}`,
  `RuntimeMaxSec=${ORDER_SECONDS}`,
  'MemoryMax=256M',
  'TasksMax=64',
  'LimitCORE=0',
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=',
  'ProtectSystem=strict',
  'ProtectHome=yes',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'PrivateUsers=yes',
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
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'RemoveIPC=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources io_uring_setup',
  'SystemCallErrorNumber=EPERM',
  'KeyringMode=private',
] as const;

interface AcmeRun {
  /** Last part of the unit's name. */
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly network: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export const acmeUnitName = (name: string): string => `hop3-acme-${name}.service`;

/** The argv that runs a program as hop3-acme in a transient unit and waits for its end. Pure. */
export function acmeUnitArgv({ name, command, network, env = {} }: AcmeRun): [string, ...string[]] {
  const reach = network
    ? ['RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK']
    : ['PrivateNetwork=yes', 'RestrictAddressFamilies=AF_UNIX'];
  return [
    'systemd-run',
    '--quiet',
    '--pipe',
    '--wait',
    '--collect',
    '--service-type=exec',
    `--unit=${acmeUnitName(name)}`,
    ...[...SANDBOX, ...reach].map((property) => `--property=${property}`),
    ...Object.entries(env).map(([key, value]) => `--setenv=${key}=${value}`),
    '--',
    ...command.map(expandedOnce),
  ];
}

/** systemd expands `$NAME` in the arguments of transient units too; `$$` is a dollar. */
function expandedOnce(argument: string): string {
  return argument.replaceAll('$', '$$$$');
}

/** lego's order of one certificate for a key that it never sees. Pure. */
export function legoArgv(order: {
  readonly directory: string;
  readonly contact: string;
  readonly requestPath: string;
}): [string, ...string[]] {
  return [
    'lego',
    '--accept-tos',
    '--path',
    paths.acme,
    '--server',
    order.directory,
    '--email',
    order.contact,
    '--csr',
    order.requestPath,
    '--http',
    '--http.webroot',
    paths.acmeWebroot,
    '--user-agent',
    'hop3-marketplace',
    'run',
  ];
}
