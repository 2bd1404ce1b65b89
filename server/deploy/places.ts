// SPDX-License-Identifier: AGPL-3.0-or-later
import { type BackupEntry, type BackupTarget, backupTarget, type SnapshotSource } from '#contract/backup.ts';
import type { InstallationId } from '#contract/ids.ts';
import type { BackupTargetRow } from '#drizzle/schema/backups.ts';

export const LOCAL: BackupTarget = { kind: 'local', id: 'local' };

/** A row as hosts are told of it. */
export function placeOf(row: BackupTargetRow): BackupTarget {
  const { id, kind, address, port, userName: user, hostKey, path } = row;
  return backupTarget.parse({ kind, id, address, port, user, hostKey, ...(kind === 'sftp' ? { path } : {}) });
}

/**
 * Where a host reads a backup: on its own disk where it has it, else at the first place that has a copy; or at `only`.
 * null when no copy can be read from there.
 */
export function nearestCopy(
  entry: BackupEntry,
  at: {
    readonly repositoryOf: InstallationId;
    readonly places: readonly BackupTargetRow[];
    /** Whether the copy called local is on the disk of the host that asks. */
    readonly hasLocal: boolean;
    readonly only: string | null;
  },
): SnapshotSource | null {
  const { repositoryOf, places, hasLocal, only } = at;
  for (const target of [...(hasLocal ? [LOCAL] : []), ...places.map(placeOf)]) {
    const copy = entry.copies.find((one) => one.target === target.id);
    if (copy === undefined || (only !== null && only !== target.id)) continue;
    return { target, repositoryOf, snapshot: copy.snapshot };
  }
  return null;
}
