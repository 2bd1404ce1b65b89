// SPDX-License-Identifier: AGPL-3.0-or-later
import type { HostPaths } from './state-home.ts';

/** Where guest-init.sh and the files it needs appear in the guest. */
export const GUEST_FILES_MOUNT = '/run/hop3-sandbox';

/** The command that runs one guest in the foreground. */
export function nspawnArgv(host: {
  name: string;
  bridge: string;
  paths: HostPaths;
  devices: readonly string[];
}): string[] {
  return [
    'systemd-nspawn',
    '--quiet',
    `--directory=${host.paths.merged}`,
    `--machine=${host.paths.machine}`,
    `--hostname=${host.name}`,
    // There may be no systemd on this machine to register with; the supervisor made the cgroup.
    '--register=no',
    '--keep-unit',
    '--settings=no',
    '--resolv-conf=off',
    '--timezone=off',
    '--link-journal=no',
    '--console=pipe',
    '--kill-signal=SIGRTMIN+3',
    `--network-bridge=${host.bridge}`,
    // A server's root may do anything to its server: nested sandboxes, sealed roots, containers, nftables.
    '--capability=all',
    '--system-call-filter=add_key keyctl bpf',
    `--bind-ro=${host.paths.guest}:${GUEST_FILES_MOUNT}`,
    ...host.devices.map((device) => `--bind=${device}`),
    '/bin/sh',
    `${GUEST_FILES_MOUNT}/guest-init.sh`,
  ];
}
