// SPDX-License-Identifier: AGPL-3.0-or-later
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalogueFolder } from './catalogue-folder.ts';
import { packageIds } from './load-package.ts';
import { readEvidence } from './read-proof.ts';

const proven = packageIds().filter((id) => existsSync(join(catalogueFolder(), id, 'proof.json')));

it('a proof is of its folder as it is now: else `npm run prove -- --changed`, or remove the proof', () => {
  expect(proven.filter((id) => !readEvidence(id).current)).toEqual([]);
});
