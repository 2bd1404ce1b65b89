// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { uuid } from '#contract/ids.ts';
import { uuidv7 } from './uuidv7.ts';

it('is a UUID of version 7 that sorts by time', () => {
  const [early, late] = [uuidv7(1_700_000_000_000), uuidv7(1_700_000_000_001)];
  expect(uuid.safeParse(early).success).toBe(true);
  expect(early).toMatch(/^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(early < late).toBe(true);
  expect(uuidv7()).not.toBe(uuidv7());
});
