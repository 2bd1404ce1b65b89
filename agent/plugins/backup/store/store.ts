// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupPlace } from '../contract.ts';
import { sshAlias, sshFiles } from '../ssh-access.ts';

/**
 * Another connected host (store.set made it a store): whatever command this host's key asks for there, a forced one
 * takes its only word as the name of a repository and serves that by restic's own protocol, adding only. restic starts
 * `ssh -T <alias>` for it, and the alias' section of ssh_config asks for the repository.
 */
export const store: BackupPlace<'store'> = {
  kind: 'store',
  mayDelete: false,
  isElsewhere: true,
  title: ({ address }) => `on the server ${address}`,
  files: (target, { secrets, repositoryOf }) =>
    sshFiles(target, secrets, [`RemoteCommand ${repositoryOf}`, 'RequestTTY no']),
  access: (target) => ({
    repository: `rclone:${sshAlias(target)}`,
    options: ['rclone.program=ssh', 'rclone.args=-T', 'rclone.timeout=90s'],
    binds: [],
    network: true,
    probe: ['/usr/bin/ssh', '-T', sshAlias(target)],
  }),
};
