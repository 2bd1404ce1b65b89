// SPDX-License-Identifier: AGPL-3.0-or-later

import { paths } from '#agent/host/paths.ts';
import { rootdPaths } from '#agent/rootd/rootd-paths.ts';
import { promiseService, promiseTimer } from '#agent/rootd/units/promise-units.ts';
import { HARDENING } from '#agent/rootd/units/sandbox.ts';

/** Unit files of our own programs on a host. Pure. */
export function renderOwnUnits(input: {
  runtimeDirectory: string;
  host: string;
}): { name: string; text: string }[] {
  return [
    { name: 'hop3-rootd.socket', text: ROOTD_SOCKET },
    { name: 'hop3-rootd.service', text: rootdService(input.runtimeDirectory) },
    { name: 'hop3-hold.socket', text: HOLD_SOCKET },
    { name: 'hop3-agent.service', text: agentService(input) },
    { name: 'hop3-firewall.service', text: FIREWALL_SERVICE },
    { name: 'hop3-door.socket', text: DOOR_SOCKET },
    { name: 'hop3-door@.service', text: DOOR_SERVICE },
    ...PROMISES,
  ];
}

const HEADER = '# Placed by hop3; changes are overwritten.';

/** Only the group hop3-agent may open it: that is who rootd listens to. */
const ROOTD_SOCKET = `${HEADER}
[Unit]
Description=Hop3: socket of the part that acts as root

[Socket]
ListenStream=${paths.rootdSocket}
SocketUser=root
SocketGroup=hop3-agent
SocketMode=0660
DirectoryMode=0755

[Install]
WantedBy=sockets.target
`;

/** Where the proxy passes what an app cannot take. systemd keeps it, so connections wait while the agent is started again. */
const HOLD_SOCKET = `${HEADER}
[Unit]
Description=Hop3: where visitors of apps that are away wait

[Socket]
ListenStream=${paths.holdSocket}
SocketUser=root
SocketGroup=hop3-proxy
SocketMode=0660
DirectoryMode=0755
Backlog=1024
FileDescriptorName=hold
Service=hop3-agent.service

[Install]
WantedBy=sockets.target
`;

/**
 * Node for a small server: little room for what is young, one thread to collect it, and a way for us to give memory
 * back when idle (agent/host/idle-memory.ts).
 */
const SMALL_NODE = '--max-semi-space-size=1 --v8-pool-size=1 --expose-gc';
/** What is freed goes back to the system: glibc would keep some 40 MB of what a build took, in pieces. */
const SMALL_MALLOC = 'MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=65536 MALLOC_TRIM_THRESHOLD_=65536';

/**
 * It makes users, units, sites and firewall rules, so it needs these capabilities and a writable /etc; it needs no
 * devices, kernel modules, home directories, clock or new namespaces. Package installations and builds run in
 * transient units of their own, outside this sandbox.
 */
function rootdService(runtimeDirectory: string): string {
  return `${HEADER}
[Unit]
Description=Hop3: the part that acts as root
Requires=hop3-rootd.socket
After=hop3-rootd.socket
# Killed a few times in a row it must start again all the same: systemd would give its socket up for good.
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${runtimeDirectory}/bin/node --max-old-space-size=192 ${SMALL_NODE} ${runtimeDirectory}/rootd.mjs
WorkingDirectory=/
Environment=NODE_ENV=production ${SMALL_MALLOC}
UMask=0022
KillMode=mixed
NoNewPrivileges=yes
CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER CAP_FSETID CAP_KILL CAP_SETUID CAP_SETGID CAP_NET_ADMIN CAP_NET_BIND_SERVICE CAP_SYS_PTRACE CAP_AUDIT_WRITE
PrivateTmp=yes
PrivateDevices=yes
PrivateIPC=yes
ProtectHome=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=~@module @raw-io @reboot @swap @debug @clock @mount @obsolete
SystemCallErrorNumber=EPERM
KeyringMode=private
`;
}

/**
 * Unprivileged. Its group is the bridge's, so that the bridge (a forced SSH command) may open its socket; by
 * hop3-agent it opens rootd's, by hop3-proxy the sockets of apps, which it checks.
 */
function agentService({ runtimeDirectory, host }: { runtimeDirectory: string; host: string }): string {
  return `${HEADER}
[Unit]
Description=Hop3 agent
Wants=hop3-rootd.socket
Requires=hop3-hold.socket
After=hop3-rootd.socket hop3-hold.socket network.target
StartLimitIntervalSec=0

[Service]
Type=exec
User=hop3-agent
Group=hop3-bridge
SupplementaryGroups=hop3-agent hop3-proxy
Sockets=hop3-hold.socket
ExecStart=${runtimeDirectory}/bin/node --max-old-space-size=96 ${SMALL_NODE} ${runtimeDirectory}/agent.mjs
WorkingDirectory=/
Environment=NODE_ENV=production ${SMALL_MALLOC}
Environment=HOP3_HOST=${host}
RuntimeDirectory=hop3-agent
RuntimeDirectoryMode=0750
StateDirectory=hop3-agent
StateDirectoryMode=0700
UMask=0007
Restart=always
RestartSec=1
MemoryMax=384M
TasksMax=64
${HARDENING.map(([key, value]) => `${key}=${value}`).join('\n')}

[Install]
WantedBy=multi-user.target
`;
}

/** Loads the table again at boot; rootd loads it when it changes. */
const FIREWALL_SERVICE = `${HEADER}
[Unit]
Description=Hop3: who may connect to private ports
ConditionPathExists=${rootdPaths.firewallRules}
After=nftables.service
Before=hop3-agent.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft --file ${rootdPaths.firewallRules}

[Install]
WantedBy=multi-user.target
`;

/** The bridge may knock; a ticket opens. */
const DOOR_SOCKET = `${HEADER}
[Unit]
Description=Hop3: where our program is renewed and taken off

[Socket]
ListenStream=${paths.doorSocket}
SocketUser=root
SocketGroup=hop3-bridge
SocketMode=0660
DirectoryMode=0755
Accept=yes
MaxConnections=4

[Install]
WantedBy=sockets.target
`;

/** Root without a sandbox, as set-up over SSH was: it installs packages of the distribution and places units. */
const DOOR_SERVICE = `${HEADER}
[Unit]
Description=Hop3: our program is renewed or taken off
CollectMode=inactive-or-failed

[Service]
Type=exec
ExecStart=${paths.currentRuntime}/bin/node --max-old-space-size=96 ${paths.currentRuntime}/door.mjs
StandardInput=socket
StandardOutput=socket
StandardError=journal
WorkingDirectory=/
Environment=NODE_ENV=production
RuntimeMaxSec=45min
`;

/** What the host does for all that is on it; an installation's backups have timers of their own. */
const PROMISES = [
  {
    name: 'hop3-renew.service',
    text: promiseService({ description: 'Hop3: certificates are renewed in time', args: ['renew'] }),
  },
  {
    name: 'hop3-renew.timer',
    text: promiseTimer({
      description: 'Hop3: when certificates are looked at',
      // Any minute of the half day: directories ask that not all hosts come at once.
      calendar: '*-*-* 00,12:00:00',
      randomizedDelaySeconds: 43_000,
    }),
  },
  {
    name: 'hop3-prune.service',
    text: promiseService({ description: 'Hop3: what was kept long enough is deleted', args: ['prune'] }),
  },
  {
    name: 'hop3-prune.timer',
    text: promiseTimer({
      description: 'Hop3: when what was kept is looked through',
      calendar: '*-*-* 04:30:00',
      randomizedDelaySeconds: 3600,
    }),
  },
];
