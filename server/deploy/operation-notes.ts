// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupId, SnapshotSource } from '#contract/backup.ts';

/** A backup that this operation made or found, and where to read it. */
export interface NotedBackup {
  readonly id: BackupId;
  readonly from: SnapshotSource;
}

/**
 * What the steps of an operation learned, for its later steps, for undoing and for the rows at its end. Kept in
 * `operations.notes`, so that a worker that takes over knows it too. Facts decide a plan and stay; notes grow. No secret.
 */
export interface OperationNotes {
  /** How the host had it before anything was changed: where undoing goes back to. */
  readonly before?: {
    readonly generation: number;
    readonly packageDigest: string;
    readonly rootDigest: string;
  };
  /** Whether the password that we know opened it before; null where it has no sign-in. */
  readonly signedInBefore?: boolean | null;
  /** Whether it opened it afterwards. */
  readonly signedInAfter?: true;
  /** The package's count of user data before; null where there is none to be had. */
  readonly countBefore?: number | null;
  /** The release that it changes to, as it is on the host. */
  readonly next?: { readonly rootDigest: string; readonly version: string };
  /** Made before the change, while it ran. */
  readonly backup?: NotedBackup;
  /** Made when nobody could write any more. */
  readonly lastBackup?: NotedBackup;
  /** The generation into which a backup was put. */
  readonly restored?: number;
  /** The new release may have changed the data: going back needs the data of before too. */
  readonly mayHaveMigrated?: true;
  /** Name of the password that the restored data knows, where that is not the one that is shown. */
  readonly formerPassword?: string;
  /** Visitors are in again: what they write must not be lost by going back. */
  readonly reopened?: true;
}
