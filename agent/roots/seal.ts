// SPDX-License-Identifier: AGPL-3.0-or-later
import {
  changeTree,
  clampTimes,
  hashFiles,
  linkFiles,
  listTree,
  readTreeFile,
  readTreeText,
  type TreeEntry,
} from '#agent/host/tree.ts';
import { JAVA_TRUST } from './java-trust.ts';
import { SEALED_AT_MS, sealPlan } from './seal-plan.ts';
import { GUARDED } from './seal-rules.ts';
import { bytesOfTree, canonicalListing, digestOf, filesOfListing, sharedWithBase } from './tree-listing.ts';

export interface SealRequest {
  readonly tree: string;
  readonly kind: 'base' | 'root';
  readonly keepGenerated: readonly string[];
  readonly directories: readonly string[];
  readonly files: readonly string[];
  /** Base to share files with. */
  readonly base: { readonly tree: string; readonly listing: string } | null;
  /** When the build began: what is newer gets the fixed time. */
  readonly startedMs: number;
}

export interface SealedTree {
  readonly digest: string;
  readonly listing: string;
  readonly bytes: number;
  /** Files of maintainer scripts that were taken away. */
  readonly removed: readonly string[];
  /** Files that are one inode with the base. */
  readonly shared: number;
}

/** Seals a tree that nothing writes to any more: applies the plan, shares files with the base, gives its digest. */
export async function sealTree(request: SealRequest): Promise<SealedTree> {
  const { tree } = request;
  const before = await listTree(tree);
  const owned = await ownedPaths(tree, before);
  const plan = sealPlan({
    entries: before,
    owned,
    copies: request.kind === 'base' ? new Set() : await copiesOfOwned(tree, before, owned),
    keepGenerated: request.keepGenerated,
    directories: request.directories,
    files: request.files,
    shadow: await readTreeText(tree, '/etc/shadow'),
    javaTrust: await readTreeFile(tree, JAVA_TRUST),
    kind: request.kind,
  });
  await changeTree(tree, plan.changes);

  const entries = await listTree(tree);
  const hashes = await hashFiles(
    tree,
    entries.filter((entry) => entry.type === 'file').map((entry) => entry.path),
  );
  const listing = canonicalListing(entries, hashes);
  let shared: string[] = [];
  if (request.base) {
    shared = sharedWithBase(entries, hashes, filesOfListing(request.base.listing));
    await linkFiles(tree, request.base.tree, shared);
  }
  await clampTimes(tree, await listTree(tree), { fromMs: request.startedMs, toMs: SEALED_AT_MS });
  return {
    digest: digestOf(listing),
    listing,
    bytes: bytesOfTree(entries),
    removed: plan.removed,
    shared: shared.length,
  };
}

/** Paths that dpkg's file lists name. */
async function ownedPaths(tree: string, entries: readonly TreeEntry[]): Promise<Set<string>> {
  const owned = new Set<string>();
  for (const entry of entries) {
    if (entry.type !== 'file' || !/^\/var\/lib\/dpkg\/info\/[^/]+\.list$/.test(entry.path)) continue;
    for (const line of ((await readTreeText(tree, entry.path)) ?? '').split('\n'))
      if (line !== '') owned.add(line);
  }
  return owned;
}

/** Files of guarded places that no package owns but whose bytes are those of a file that one does. */
async function copiesOfOwned(
  tree: string,
  entries: readonly TreeEntry[],
  owned: ReadonlySet<string>,
): Promise<Set<string>> {
  const files = entries.filter((entry) => entry.type === 'file' && entry.size > 0);
  const candidates = files.filter((entry) => GUARDED.test(entry.path) && !owned.has(entry.path));
  const sizes = new Set(candidates.map((entry) => entry.size));
  const originals = files.filter(
    (entry) =>
      sizes.has(entry.size) && (owned.has(entry.path) || owned.has(entry.path.replace(/^\/usr/, ''))),
  );
  const hashes = await hashFiles(
    tree,
    [...candidates, ...originals].map((entry) => entry.path),
  );
  const known = new Set(originals.map((entry) => hashes.get(entry.path)));
  return new Set(candidates.filter((entry) => known.has(hashes.get(entry.path))).map((entry) => entry.path));
}
