// SPDX-License-Identifier: AGPL-3.0-or-later
import { maturityOf, type Proof } from '#contract/proof.ts';
import type { RootParts } from '#contract/root-parts.ts';
import type { PartDifference, ProgramView } from '#contract/site-api/program.ts';

/** Whether an installation runs the bits that were proven, else what differs. Pure. */
export function judgeProgram(root: RootParts | null, proof: Proof | null): ProgramView {
  if (root === null) return { state: 'none' };
  const program = { digest: root.digest, parts: root.parts.length };
  if (proof === null || maturityOf(proof, proof.folderDigest) !== 'golden')
    return { ...program, state: 'unproven' };
  const proven = { ...program, provenAtMs: proof.finishedAtMs };
  if (proof.roots.some(({ digest }) => digest === root.digest)) return { ...proven, state: 'proven' };
  const known = proof.roots.find(({ parts }) => parts !== undefined)?.parts;
  return { ...proven, state: 'differs', differences: known ? differencesOf(known, root.parts) : null };
}

/** By origin and name; several versions of one name (npm has them) are one text. */
function differencesOf(proven: readonly string[], here: readonly string[]): PartDifference[] {
  const [before, now] = [versionsOf(proven), versionsOf(here)];
  const names = [...new Set([...before.keys(), ...now.keys()])].sort();
  return names.flatMap((key) => {
    const [was, is] = [before.get(key) ?? null, now.get(key) ?? null];
    const [origin = '', name = ''] = key.split(' ');
    return was === is ? [] : [{ origin, name, proven: was, here: is }];
  });
}

function versionsOf(parts: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of [...parts].sort()) {
    const [origin, name, version = ''] = part.split(' ');
    const key = `${origin} ${name}`;
    const before = found.get(key);
    found.set(key, before === undefined ? version : `${before}, ${version}`);
  }
  return found;
}
