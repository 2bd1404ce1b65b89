// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { userOfRecord } from './user-of-record.ts';

describe('the account of an installation', () => {
  it('is the record’s own, whatever the manifest calls its keys', () => {
    const manifest = { check: { 'sign-in': { json: { body: { user: `\${admin.username}` } } } } };
    expect(userOfRecord(JSON.stringify({ user: 'hop3-abcdefgh', manifest }))).toBe('hop3-abcdefgh');
  });

  it('is missing where there is none', () => {
    for (const record of ['', '{', 'null', '{}', '{"user":"root"}', '{"manifest":{"user":"hop3-abcdefgh"}}'])
      expect(userOfRecord(record)).toBeNull();
  });
});
