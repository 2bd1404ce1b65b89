// SPDX-License-Identifier: AGPL-3.0-or-later

export interface RedisInstance {
  /** Unix user that it runs as: the app's own. */
  readonly user: string;
  /** Its files on the host; the app's user's. */
  readonly dataDirectory: string;
  /** Where its socket is made on the host; the app's run directory. */
  readonly socketDirectory: string;
  readonly memoryMb: number;
}

/** Inside the unit: the package's own empty state and run directories, with the instance's bound over them. */
const DATA = '/var/lib/redis';
const SOCKETS = '/run/hop3-redis';

/**
 * The unit of one instance. No TCP port; a snapshot every five minutes with changes and at stop. Every argument is
 * made of minted names and fixed paths.
 */
export function redisUnit(instance: RedisInstance): string {
  const { user, dataDirectory, socketDirectory, memoryMb } = instance;
  for (const value of [user, dataDirectory, socketDirectory]) {
    if (!/^[A-Za-z0-9_/.-]+$/.test(value)) throw new Error(`unfit for a unit: ${value}`);
  }
  return `# Rendered by hop3; changes are overwritten.
[Unit]
Description=Redis of ${user}
StartLimitIntervalSec=60
StartLimitBurst=5

[Service]
Type=notify
User=${user}
Group=${user}
ExecStart=/usr/bin/redis-server --supervised systemd --daemonize no --port 0 --unixsocket ${SOCKETS}/redis.sock --unixsocketperm 700 --dir ${DATA} --dbfilename dump.rdb --save "300 1" --appendonly no --maxmemory ${memoryMb}mb --maxmemory-policy noeviction --databases 16 --logfile "" --enable-protected-configs no --enable-debug-command no --enable-module-command no
BindPaths=${dataDirectory}:${DATA} ${socketDirectory}:${SOCKETS}
Restart=on-failure
RestartSec=2
TimeoutStopSec=60
UMask=0077
MemoryMax=${memoryMb * 2 + 32}M
TasksMax=32
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateNetwork=yes
PrivateUsers=yes
PrivateIPC=yes
ProtectProc=invisible
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}
