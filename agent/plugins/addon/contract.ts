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
  /** hop3_<8 base32>: name of the database and of the role. */
  readonly databaseName: string;
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
 * - `create` installs the service on the host when it is missing, then makes role and database; done twice it succeeds
 *   twice and changes nothing of what is there. Returns the attributes for [env] (contract/manifest) and the version.
 * - `remove` takes away what `create` made for this owner, sessions that are open included; nothing when nothing is there.
 *   It never removes the service itself.
 * - `inventory` asks the service itself, not our memory.
 * - no other installation's user can connect to what was made.
 */
export interface Addon {
  readonly type: 'postgres' | 'mysql' | 'redis';
  create(
    request: AddonRequest,
    owner: AddonOwner,
    host: Host,
    listener: Listener,
  ): Promise<Result<{ version: string; attributes: Record<string, string> }, Failure>>;
  remove(owner: AddonOwner, host: Host, listener: Listener): Promise<Result<void, Failure>>;
  inventory(owner: AddonOwner, host: Host): Promise<AddonInventory>;
  /** Directories of the host that are bound into the app's root so that it reaches the socket. */
  binds(owner: AddonOwner): readonly { readonly host: string; readonly inRoot: string }[];
  /** Units that the app's units must be ordered after. */
  after(owner: AddonOwner): readonly string[];
}
