// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { isDatabaseAway } from './is-database-away.ts';

describe('isDatabaseAway', () => {
  it.each(['ECONNREFUSED', 'CONNECTION_CLOSED', '57P01', '08006'])('knows %s', (code) => {
    expect(isDatabaseAway(Object.assign(new Error(), { code }))).toBe(true);
  });

  it('does not take a refused row for it', () => {
    expect(isDatabaseAway(Object.assign(new Error(), { code: '23505' }))).toBe(false);
  });
});
