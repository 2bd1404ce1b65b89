// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupEntry, BackupTargetId } from '#contract/backup.ts';
import type { HostId } from '#contract/ids.ts';
import type { BackupView } from '#contract/site-api/backups.ts';
import type { BackupRow, BackupTargetRow } from '#drizzle/schema/backups.ts';
import type { HostRowState } from '#drizzle/schema/hosts.ts';

export type KnownTarget = Pick<BackupTargetRow, 'id' | 'name' | 'kind' | 'hostId' | 'removedAt'> & {
  /** Of the server that a store is on. */
  readonly hostState: HostRowState | null;
};

/** Everything that tells whether a copy can be fetched. */
export interface Places {
  readonly targets: ReadonlyMap<string, KnownTarget>;
  /** The server whose backups they are. */
  readonly host: { readonly id: HostId; readonly name: string; readonly state: HostRowState };
}

export type Copy = BackupView['copies'][number];

const isGone = (state: HostRowState | null): boolean => state === 'removed' || state === 'connect-failed';

/** The place `local` by the name of its server; others by their own, also when they were removed. */
export function placeName(target: BackupTargetId, { targets, host }: Places): string {
  return target === 'local' ? host.name : (targets.get(target)?.name ?? 'a place that is not known any more');
}

export function copiesOf(entry: BackupEntry, places: Places): Copy[] {
  return entry.copies.map(({ target, atMs }) => ({
    target,
    name: placeName(target, places),
    atMs,
    ...reach(target, places),
  }));
}

function reach(target: BackupTargetId, { targets, host }: Places): Pick<Copy, 'elsewhere' | 'usable'> {
  if (target === 'local') return { elsewhere: false, usable: !isGone(host.state) };
  const known = targets.get(target);
  if (known === undefined) return { elsewhere: true, usable: false };
  // The key of a removed SFTP server stays, so what is there can still be fetched; a removed store is closed.
  if (known.kind === 'sftp') return { elsewhere: true, usable: true };
  return {
    elsewhere: known.hostId !== host.id,
    usable: known.removedAt === null && !isGone(known.hostState),
  };
}

export function backupViewOf(row: Pick<BackupRow, 'entry' | 'hostId'>, places: Places): BackupView {
  const copies = copiesOf(row.entry, places);
  return { ...row.entry, host: row.hostId, copies, onlyHere: !copies.some((copy) => copy.elsewhere) };
}
