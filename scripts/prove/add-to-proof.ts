// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Proof } from '#contract/proof.ts';

/**
 * Checks that were made alone are added to the proof of the same folder: each replaces the same check on the same system
 * and says which platform made it; what was measured and pictured stays that of the whole run. All results are of one
 * root: the one that was made now must be the proven one; what it is made of is added where that was not kept. Pure.
 */
export function addToProof(whole: Proof, made: Proof): Proof {
  if (whole.folderDigest !== made.folderDigest)
    throw new Error('the proof is of another state of the folder');
  const other = made.roots.find(({ digest }) => !whole.roots.some((root) => root.digest === digest));
  if (whole.roots.length > 0 && other !== undefined)
    throw new Error(
      `The program that was built now is not the proven one, bit by bit; usually Debian has newer packages. Nothing was written: prove ${whole.app} whole.`,
    );
  const same = (a: Proof['results'][number]) => (b: Proof['results'][number]) =>
    a.check === b.check && a.os === b.os;
  return {
    ...whole,
    results: [
      ...whole.results.filter((result) => !made.results.some(same(result))),
      ...made.results.map((result) => ({ ...result, platform: made.platform })),
    ],
    roots: whole.roots.map((root) => {
      const parts = root.parts ?? made.roots.find(({ digest }) => digest === root.digest)?.parts;
      return parts === undefined ? root : { ...root, parts };
    }),
  };
}
