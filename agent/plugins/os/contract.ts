// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host, Listener } from '#agent/host/host.ts';
import type { Failure } from '#contract/failure.ts';
import type { Result } from '#contract/result.ts';

/** What our parts need of a distribution, by what it is for. */
export type Purpose =
  | 'proxy'
  | 'acme'
  | 'firewall'
  | 'base-tree'
  | 'bridge'
  | 'ca-certificates'
  | 'postgres'
  | 'mysql'
  | 'redis'
  | 'backup';

export interface OsRelease {
  /** ID of os-release: debian, ubuntu. */
  readonly id: string;
  readonly idLike: readonly string[];
  /** Codename such as trixie; null when it says none. */
  readonly codename: string | null;
  readonly prettyName: string;
}

/**
 * A family of distributions.
 * - `install` succeeds twice and does nothing when all is there; services that packages bring do not start by
 *   themselves (`startService` does that); it waits for another package manager's lock.
 * - failures: package-not-found, download-failed, not-enough-disk, internal.
 */
export interface Os {
  readonly name: string;
  recognises(release: OsRelease): boolean;
  packagesFor(purpose: Purpose): readonly string[];
  isInstalled(packageName: string, host: Host): Promise<boolean>;
  install(packages: readonly string[], host: Host, listener: Listener): Promise<Result<void, Failure>>;
  /** Enabled at boot and running. */
  startService(unit: string, host: Host): Promise<Result<void, Failure>>;
  /** Account that the proxy's workers run as. */
  readonly proxyUser: string;
}
