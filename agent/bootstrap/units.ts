// SPDX-License-Identifier: AGPL-3.0-or-later

import { paths } from '#agent/host/paths.ts';
import { rootdPaths } from '#agent/rootd/rootd-paths.ts';
import { HARDENING } from '#agent/rootd/units/sandbox.ts';

/** Unit files of our own programs on a host. Pure. */
export function renderOwnUnits(input: {
  runtimeDirectory: string;
  host: string;
}): { name: string; text: string }[] {
  return [
    { name: 'hop3-rootd.socket', text: ROOTD_SOCKET },
    { name: 'hop3-rootd.service', text: rootdService(input.runtimeDirectory) },
    { name: 'hop3-agent.service', text: agentService(input) },
    { name: 'hop3-firewall.service', text: FIREWALL_SERVICE },
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

[Service]
Type=exec
ExecStart=${runtimeDirectory}/bin/node --max-old-space-size=192 --max-semi-space-size=2 ${runtimeDirectory}/rootd.mjs
WorkingDirectory=/
Environment=NODE_ENV=production
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
After=hop3-rootd.socket network.target

[Service]
Type=exec
User=hop3-agent
Group=hop3-bridge
SupplementaryGroups=hop3-agent hop3-proxy
ExecStart=${runtimeDirectory}/bin/node --max-old-space-size=96 --max-semi-space-size=2 ${runtimeDirectory}/agent.mjs
WorkingDirectory=/
Environment=NODE_ENV=production
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
