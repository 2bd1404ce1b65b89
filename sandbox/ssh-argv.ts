// SPDX-License-Identifier: AGPL-3.0-or-later

/** The start of a command that signs in as root with one key, to one known host, and asks nobody anything. */
export function sshArgv(host: { address: string; knownHosts: string; key: string }): [string, ...string[]] {
  return [
    'ssh',
    '-F',
    '/dev/null',
    '-o',
    'BatchMode=yes',
    '-o',
    'IdentitiesOnly=yes',
    '-o',
    'StrictHostKeyChecking=yes',
    '-o',
    `UserKnownHostsFile=${host.knownHosts}`,
    '-o',
    'ConnectTimeout=10',
    '-i',
    host.key,
    `root@${host.address}`,
  ];
}
