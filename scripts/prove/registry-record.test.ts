// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { registryRecord } from './registry-record.ts';

describe('a server’s record of an installation', () => {
  const own = { user: 'hop3-abcdefgh', port: 20_001, rootDigest: 'a'.repeat(64) };

  it('is read by its own keys, whatever the manifest calls its own', () => {
    const manifest = { check: { body: { user: `\${admin.username}`, port: 25, rootDigest: 'none' } } };
    expect(registryRecord(JSON.stringify({ ...own, manifest }))).toEqual(own);
  });

  it('is missing where there is none', () => {
    const broken = ['', '{', 'null', '{}', JSON.stringify({ ...own, user: 'root' }), JSON.stringify({ own })];
    for (const text of broken) expect(registryRecord(text)).toBeNull();
  });
});
