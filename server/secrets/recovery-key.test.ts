// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { generateRecoveryKey } from './recovery-key.ts';

it('makes keys that a person can type from paper', () => {
  const keys = Array.from({ length: 200 }, generateRecoveryKey);
  for (const key of keys) expect(key).toMatch(/^(?:[A-HJ-NP-Z2-9]{5}-){7}[A-HJ-NP-Z2-9]{5}$/);
  expect(new Set(keys).size).toBe(200);
});
