// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import type { TreeEntry } from '#agent/host/tree.ts';

/**
 * The canonical listing of a tree: one JSON array a line, `[path, type, mode, uid, gid, size, sha256, target]`,
 * sorted by path. Times are not part of it. Its sha256 is the tree's digest, the content address of a sealed root.
 */
export function canonicalListing(entries: readonly TreeEntry[], hashes: ReadonlyMap<string, string>): string {
  const lines = entries.map((entry) =>
    JSON.stringify([
      entry.path,
      entry.type,
      entry.mode.toString(8),
      entry.uid,
      entry.gid,
      entry.size,
      entry.type === 'file' ? (hashes.get(entry.path) ?? fail(entry.path)) : null,
      entry.target,
    ]),
  );
  return `${lines.join('\n')}\n`;
}

export const digestOf = (listing: string): string => createHash('sha256').update(listing).digest('hex');

/** Bytes of all files, each counted once. */
export const bytesOfTree = (entries: readonly TreeEntry[]): number =>
  entries.reduce((sum, entry) => sum + entry.size, 0);

interface ListedFile {
  readonly size: number;
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly sha256: string;
}

/** The files of a stored listing, by path. */
export function filesOfListing(listing: string): Map<string, ListedFile> {
  const files = new Map<string, ListedFile>();
  for (const line of listing.split('\n')) {
    if (line === '') continue;
    const [path, type, mode, uid, gid, size, sha256] = JSON.parse(line) as [
      string,
      string,
      string,
      number,
      number,
      number,
      string,
    ];
    if (type === 'file') files.set(path, { mode, uid, gid, size, sha256 });
  }
  return files;
}

/** Files that are the same in bytes, mode and owner in the base, so that both can be one inode. Empty ones are not worth it. */
export function sharedWithBase(
  entries: readonly TreeEntry[],
  hashes: ReadonlyMap<string, string>,
  base: ReadonlyMap<string, ListedFile>,
): string[] {
  return entries
    .filter((entry) => {
      if (entry.type !== 'file' || entry.size === 0) return false;
      const other = base.get(entry.path);
      return (
        other !== undefined &&
        other.size === entry.size &&
        other.mode === entry.mode.toString(8) &&
        other.uid === entry.uid &&
        other.gid === entry.gid &&
        other.sha256 === hashes.get(entry.path)
      );
    })
    .map((entry) => entry.path);
}

function fail(path: string): never {
  throw new Error(`no hash for ${path}`);
}
