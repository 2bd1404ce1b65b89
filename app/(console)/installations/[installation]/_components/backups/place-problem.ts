// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupView } from '#contract/site-api/backups.ts';
import type { HostView } from '#contract/site-api/hosts.ts';

/** Why this server cannot get the backup; null when it can. The same rule as the server's, told while choosing. */
export function placeProblem(
  backup: Pick<BackupView, 'copies' | 'host'>,
  host: Pick<HostView, 'id'>,
  hostName: string,
): string | null {
  const usable = backup.copies.filter((copy) => copy.usable);
  if (usable.some(({ target }) => target !== 'local' || host.id === backup.host)) return null;
  return usable.length === 0
    ? 'No copy of this backup can be fetched any more: its places were removed.'
    : `This backup is on the disk of ${hostName} only. Choose ${hostName}, or a backup that has a copy elsewhere.`;
}
