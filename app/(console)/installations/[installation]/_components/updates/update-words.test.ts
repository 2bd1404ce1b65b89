// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import type { UpdateView } from '#contract/site-api/updates.ts';
import { fromTo, previousName, rehearsalOf, updateSteps, updateTitle, versionName } from './update-words.ts';

const available = {
  ...{ kind: 'newer' as const, packageVersion: '1.1.0', version: '2.2.7', packageDigest: 'b'.repeat(64) },
  ...{ migrates: true, changes: [] },
};
const view = (rehearsed: string): UpdateView => ({
  current: { packageVersion: '1.0.0', version: '2.2.6', packageDigest: 'a'.repeat(64), migrates: true },
  available,
  rehearsal: {
    ...{ atMs: 1, ok: true, found: null, failure: null, durationMs: 1 },
    packageDigest: rehearsed,
  },
  previous: null,
});

test('an update is named by the version that people know', () => {
  expect(updateTitle('Miniflux', available)).toBe('Miniflux 2.2.7 is ready');
  expect(updateTitle('Miniflux', { ...available, kind: 'rebuilt' })).toBe(
    'A mended package of Miniflux is ready',
  );
  expect(versionName('Miniflux', { version: null, packageVersion: '1.1.0' })).toBe(
    'package 1.1.0 of Miniflux',
  );
  expect(updateTitle('Miniflux', { ...available, version: null })).toBe('Package 1.1.0 of Miniflux is ready');
  expect(fromTo(view(''), available)).toBe('From 2.2.6 to 2.2.7.');
  expect(fromTo(view(''), { ...available, version: null })).toBe('From package 1.0.0 to 1.1.0.');
});

test('what can be gone back to is told apart from what runs', () => {
  const { current } = view('');
  const previous = { packageVersion: '0.9.0', version: '2.2.5', sinceMs: 1, withData: true };
  const name = (more: object) => previousName('Miniflux', { current, previous: { ...previous, ...more } });
  expect(name({})).toEqual({ long: 'Miniflux 2.2.5', short: '2.2.5' });
  expect(name({ version: null }).long).toBe('package 0.9.0 of Miniflux');
  expect(name({ version: null, packageVersion: '1.0.0' }).short).toBe('the build before');
});

test('a rehearsal of another package says nothing of this one', () => {
  expect(rehearsalOf(view(available.packageDigest))?.ok).toBe(true);
  expect(rehearsalOf(view('c'.repeat(64)))).toBeNull();
});

test('who must wait is told before', () => {
  expect(updateSteps({ migrates: true }).join(' ')).toContain('come back in a moment');
  expect(updateSteps({ migrates: false }).join(' ')).toContain('a moment at most');
});
