// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';

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

const named = z.array(z.object({ name: z.string(), version: z.string() }));
const namedParts = z.object({
  debian: named,
  npm: named,
  python: named,
  go: named.default([]),
  maven: named.default([]),
  node: z.object({ version: z.string() }).nullable(),
});

/** What closure.json lists, as `origin name version`, sorted; null when it is not such a file. */
export function partsOf(closureJson: string): string[] | null {
  const parsed = namedParts.safeParse(parseJson(closureJson));
  if (!parsed.success) return null;
  const { node, ...origins } = parsed.data;
  const parts = Object.entries(origins).flatMap(([origin, list]) =>
    list.map(({ name, version }) => `${origin} ${name} ${version}`),
  );
  return [...parts, ...(node === null ? [] : [`node node ${node.version}`])].sort();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `6.1 MB`; decimal units as people read them. */
export function sizeForPeople(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(bytes >= 1e8 ? 0 : 1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
}
