// SPDX-License-Identifier: AGPL-3.0-or-later

/** A Debian package of a tree; sha256 of its archive as the signed lists name it (null when they no longer have it). */
export interface ClosurePackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly sha256: string | null;
}

/** closure.json beside a sealed root: everything that it is made of. */
export interface Closure {
  readonly format: 1;
  readonly suite: string;
  readonly architecture: string;
  readonly base: string;
  readonly version: string;
  readonly debian: readonly ClosurePackage[];
  /** From the lockfile; integrity as npm writes it (sha512-...). */
  readonly npm: readonly { readonly name: string; readonly version: string; readonly integrity: string }[];
  readonly node: { readonly version: string; readonly sha256: string } | null;
  /** Installed distributions with the hashes that the lockfile allows. */
  readonly python: readonly {
    readonly name: string;
    readonly version: string;
    readonly hashes: readonly string[];
  }[];
  /** Go modules of the lockfile, with its checksums. */
  readonly go: readonly { readonly name: string; readonly version: string; readonly sum: string }[];
  readonly maven: readonly { readonly name: string; readonly version: string; readonly sha256: string }[];
  /** What maintainer scripts made and the seal took away. */
  readonly removed: readonly string[];
}

/** `6.1 MB`; decimal units as people read them. */
export function sizeForPeople(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(bytes >= 1e8 ? 0 : 1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
}
