// SPDX-License-Identifier: AGPL-3.0-or-later
import type { IsolatedMount } from '#agent/host/isolated-unit.ts';
import type { BackupTarget, BackupTargetId } from '#contract/backup.ts';
import type { Failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import type { Result } from '#contract/result.ts';

export type TargetOf<K extends BackupTarget['kind']> = Extract<BackupTarget, { kind: K }>;

/** How restic, in its isolated unit, comes to a repository. */
export interface RepositoryAccess {
  /** restic's name of the repository, as it is seen inside. */
  readonly repository: string;
  /** `-o` options. Two repositories of one call share them, so a plugin gives the same ones for each of its targets. */
  readonly options: readonly string[];
  /** Writable for restic. */
  readonly binds: readonly IsolatedMount[];
  readonly network: boolean;
  /** What tells, without restic, whether the place can be reached; it ends by itself. null where nothing is in between. */
  readonly probe: readonly [string, ...string[]] | null;
}

/** A file that a target needs, in a directory of its own that only root may read. */
export interface AccessFile {
  readonly name: string;
  readonly text: string;
}

/**
 * A kind of place that repositories are in. restic does the rest, the same for all of them (agent/rootd/backups).
 * - pure: nothing here touches the host or the network.
 * - `files` is what rootd places for a target before anything is asked of it, and shows to restic, read-only, at
 *   `targetDirectory(id)`. `ssh_config` among them is read by every ssh that restic starts. Fails with input-refused when
 *   a secret is missing.
 * - `access` names the repository of an installation: the same one each time, and no other installation's. Values of a
 *   target never become part of a command line that a shell or restic takes apart: they stand in files.
 * - `mayDelete`: whether this host can take away what it put there. False: nothing that this host holds can, and the
 *   place keeps retention by itself.
 * - `isElsewhere`: whether it survives the loss of this host.
 * - `title` completes "could not be stored …".
 */
export interface BackupPlace<K extends BackupTarget['kind'] = BackupTarget['kind']> {
  readonly kind: K;
  readonly mayDelete: boolean;
  readonly isElsewhere: boolean;
  title(target: TargetOf<K>): string;
  files(target: TargetOf<K>, of: PlaceContext): Result<readonly AccessFile[], Failure>;
  access(target: TargetOf<K>, of: PlaceContext): RepositoryAccess;
}

export interface PlaceContext {
  /** Whose backups they are. */
  readonly repositoryOf: InstallationId;
  /** `target.<id>.key` among them. */
  readonly secrets: Readonly<Record<string, string>>;
}

export type BackupPlaces = { readonly [K in BackupTarget['kind']]: BackupPlace<K> };

/** Inside the unit: where the files of a target are. */
export const targetDirectory = (id: BackupTargetId): string => `/hop3/targets/${id}`;
