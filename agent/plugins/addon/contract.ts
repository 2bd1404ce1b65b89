// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host, Listener } from '#agent/host/host.ts';
import type { Failure } from '#contract/failure.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { Result } from '#contract/result.ts';

export type AddonRequest = Manifest['addons'][number];

/** Whose addon it is; every name was minted by rootd. */
export interface AddonOwner {
  readonly user: string;
  readonly uid: number;
  /** hop3_<8 base32>, with _g<number> for a later generation of its data: name of the database. */
  readonly databaseName: string;
  /** Where an addon with files of its own keeps them: <directory>/redis. */
  readonly stateDirectory: string;
  /**
   * Whether this generation is the one that the app uses. A service that is one program for an installation (redis) runs
   * on the live one only.
   */
  readonly live: boolean;
}

export interface AddonInventory {
  readonly databases: readonly string[];
  readonly roles: readonly string[];
  readonly units: readonly string[];
  readonly directories: readonly string[];
}

/**
 * A backing service given to an installation, reached over a unix socket without a password (peer or unix_socket
 * authentication; redis: an instance of its own, run as the app's user).
 * - `prepare` installs the service on the host when it is missing, and makes nothing for anybody.
 * - `create` prepares, then makes role and database; done twice it succeeds twice and changes nothing of what is there.
 *   Returns the attributes for [env] (contract/manifest) and the version.
 * - `remove` takes away what `create` made for this owner, sessions that are open included; nothing when nothing is there.
 *   It never removes the service itself. Further generations of the owner's data go too.
 * - `create` for another generation makes what that one needs beside the live one, which goes on undisturbed; for a
 *   generation that has become the live one it points the service at it (and starts it anew where it must).
 * - `dump` writes all data of this generation into `directory`: empty, the owner's own user's. Its program runs as that
 *   user, by the role of the installation, isolated; what it writes goes straight to files. The same data gives files
 *   that are alike enough to be stored once. Failures: not-enough-disk, addon-failed. `version` is the service's major
 *   version (17, 10.11): an older one may not read the dump.
 * - `restore` makes this generation anew (as `create`, whatever is there of it is replaced) and fills it from what
 *   `dump` wrote, as the installation's role, whoever wrote it. Sessions in this generation end; no other is touched.
 * - `removeState` takes away the data of this generation alone; the role stays, as does the service.
 * - `inventory` asks the service itself, not our memory.
 * - no other installation's user can connect to what was made.
 */
export interface Addon {
  readonly type: 'postgres' | 'mysql' | 'redis';
  prepare(host: Host, listener: Listener): Promise<Result<void, Failure>>;
  create(
    request: AddonRequest,
    owner: AddonOwner,
    host: Host,
    listener: Listener,
  ): Promise<Result<{ version: string; attributes: Record<string, string> }, Failure>>;
  remove(owner: AddonOwner, host: Host, listener: Listener): Promise<Result<void, Failure>>;
  dump(
    request: AddonRequest,
    owner: AddonOwner,
    directory: string,
    host: Host,
  ): Promise<Result<{ version: string }, Failure>>;
  restore(
    request: AddonRequest,
    owner: AddonOwner,
    directory: string,
    host: Host,
    listener: Listener,
  ): Promise<Result<void, Failure>>;
  removeState(owner: AddonOwner, host: Host): Promise<Result<void, Failure>>;
  inventory(owner: AddonOwner, host: Host): Promise<AddonInventory>;
  /** Directories of the host that are bound into the app's root so that it reaches the socket. */
  binds(owner: AddonOwner): readonly { readonly host: string; readonly inRoot: string }[];
  /** Units that the app's units must be ordered after. */
  after(owner: AddonOwner): readonly string[];
}
