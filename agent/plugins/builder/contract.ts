// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host, Listener } from '#agent/host/host.ts';
import type { Failure } from '#contract/failure.ts';
import type { Package } from '#contract/package.ts';
import type { Result } from '#contract/result.ts';

/** What a builder needs to know of the host; from bootstrap (trust.json's neighbour) and rootd's trust list. */
export interface BuildSettings {
  readonly npmRegistry: string | null;
  readonly pipIndexUrl: string | null;
  readonly goProxy: string | null;
  readonly mavenRepository: string | null;
  /** Bundle of all CA certificates that builds trust, a file on the host. */
  readonly caBundle: string;
  /** The runtime that carries our node and npm: /opt/hop3/runtime/<digest>. */
  readonly runtimeDirectory: string;
}

export interface BuiltRoot {
  /** Content address: sha256 over the sealed tree's canonical listing. */
  readonly digest: string;
  readonly version: string;
  readonly packages: number;
  readonly bytes: number;
  readonly reused: boolean;
}

/**
 * Turns a package's [source] and [build] into a sealed root (design: "Sealed roots").
 * - `build` succeeds twice with the same digest for the same inputs; a second call for the same package finds the root
 *   that is there (reused: true). It leaves nothing when it fails or is killed (work trees are swept at the next call).
 * - the tree is root-owned, has no setuid bits, devices or generated secrets, and holds the mount points
 *   that the package's volumes and files need.
 * - failures: package-not-found, package-version-gone, download-failed, checksum-mismatch, build-failed, not-enough-disk.
 * - `remove` deletes a root; nothing when it is not there.
 */
export interface Builder {
  readonly name: string;
  build(
    input: { package: Package; settings: BuildSettings },
    host: Host,
    listener: Listener,
  ): Promise<Result<BuiltRoot, Failure>>;
  remove(digest: string, host: Host): Promise<void>;
}
