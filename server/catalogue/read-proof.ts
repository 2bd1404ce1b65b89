// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Maturity, maturityOf, type Proof, proof } from '#contract/proof.ts';
import { catalogueFolder } from './catalogue-folder.ts';
import { folderDigest } from './folder-digest.ts';

export interface Evidence {
  readonly maturity: Maturity;
  /** The newest proof, also of an earlier state of the folder. */
  readonly proof: Proof | null;
  /** Whether it is of the folder as it is now. */
  readonly current: boolean;
}

/** What was proven of an app. A proof.json that is not in the contract stops the build, loudly. */
export function readEvidence(id: string, catalogue = catalogueFolder()): Evidence {
  const folder = join(catalogue, id);
  const digest = folderDigest(folder);
  let text: string;
  try {
    text = readFileSync(join(folder, 'proof.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { maturity: 'beta', proof: null, current: false };
  }
  const parsed = proof.parse(JSON.parse(text));
  return { maturity: maturityOf(parsed, digest), proof: parsed, current: parsed.folderDigest === digest };
}
