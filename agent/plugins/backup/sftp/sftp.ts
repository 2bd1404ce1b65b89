// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupPlace } from '../contract.ts';
import { sshAlias, sshFiles } from '../ssh-access.ts';

/**
 * Any SFTP server: <path>/<installation>. Whoever has the key of this host can delete there what it put there; only a
 * server that keeps snapshots of its own is safe from that.
 */
export const sftp: BackupPlace<'sftp'> = {
  kind: 'sftp',
  mayDelete: true,
  isElsewhere: true,
  title: ({ address }) => `at ${address}`,
  files: (target, { secrets }) => sshFiles(target, secrets),
  access: (target, { repositoryOf }) => ({
    repository: `sftp:${sshAlias(target)}:${target.path}/${repositoryOf}`,
    options: [],
    binds: [],
    network: true,
    probe: ['/usr/bin/ssh', '-T', sshAlias(target), '-s', 'sftp'],
  }),
};
