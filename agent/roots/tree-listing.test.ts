// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import type { TreeEntry } from '#agent/host/tree.ts';
import { canonicalListing, digestOf, filesOfListing, sharedWithBase } from './tree-listing.ts';

const entry = (extra: Partial<TreeEntry>): TreeEntry => ({
  path: '/a',
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 3,
  mtimeMs: 1,
  target: null,
  ...extra,
});
const hash = (letter: string) => letter.repeat(64);

it('the digest names everything but times', () => {
  const listing = (extra: Partial<TreeEntry>, letter = 'a') =>
    digestOf(canonicalListing([entry(extra)], new Map([[extra.path ?? '/a', hash(letter)]])));
  const same = listing({});
  expect(listing({ mtimeMs: 99 })).toBe(same);
  for (const other of [{ mode: 0o755 }, { uid: 1 }, { size: 4 }, { path: '/b' }])
    expect(listing(other)).not.toBe(same);
  expect(listing({}, 'b')).not.toBe(same);
});

it('a path with a newline cannot pass for two entries', () => {
  const listing = canonicalListing([entry({ path: '/a\n/b' })], new Map([['/a\n/b', hash('a')]]));
  expect(listing.trim().split('\n')).toHaveLength(1);
});

it('files are shared with the base only when bytes, mode and owner are the same', () => {
  const base = filesOfListing(
    canonicalListing(
      [entry({}), entry({ path: '/b' }), entry({ path: '/c' }), entry({ path: '/empty', size: 0 })],
      new Map(['/a', '/b', '/c', '/empty'].map((path) => [path, hash('a')])),
    ),
  );
  const entries = [
    entry({}),
    entry({ path: '/b', mode: 0o755 }),
    entry({ path: '/c' }),
    entry({ path: '/empty', size: 0 }),
  ];
  const hashes = new Map([
    ['/a', hash('a')],
    ['/b', hash('a')],
    ['/c', hash('b')],
    ['/empty', hash('a')],
  ]);
  expect(sharedWithBase(entries, hashes, base)).toEqual(['/a']);
});
