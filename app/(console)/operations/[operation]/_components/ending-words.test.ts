// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { operationKind } from '#contract/operation.ts';
import { doneWords, undoneWords } from './ending-words.ts';

const asked = {
  ...{ domain: null, withData: null, issuer: null, backup: null, packageVersion: null },
  ...{ forget: null, deleteKept: null, closing: null, retain: null },
};
const news = { appTitle: 'Miniflux', version: '2.2.7', domain: 'news.town.example' };

test.each(operationKind.options)('%s ends in words of its own, whatever is known', (kind) => {
  for (const known of [news, undefined]) {
    for (const text of [
      ...Object.values(doneWords({ kind, asked }, known)),
      undoneWords({ kind, asked }, known),
    ]) {
      expect(text).not.toMatch(/undefined|null|!/);
      expect(text.length).toBeGreaterThan(10);
    }
  }
});

test('an update that came back by itself says that nothing was lost', () => {
  expect(undoneWords({ kind: 'update', asked }, news)).toBe(
    'The version from before runs, and your data is as it was. Nothing was lost.',
  );
});

test('endings name the version, the address and what became of the data', () => {
  expect(doneWords({ kind: 'update', asked }, news).title).toBe('Miniflux 2.2.7 runs');
  const moved = { ...asked, domain: 'daily.town.example' };
  expect(doneWords({ kind: 'change-domain', asked: moved }, news).title).toContain('daily.town.example');
  expect(undoneWords({ kind: 'change-domain', asked: moved }, news)).toContain('news.town.example');
  expect(doneWords({ kind: 'roll-back', asked: { ...asked, withData: true } }, news).title).toContain(
    'with its data of then',
  );
  const forget = { ...asked, forget: '20261126T031502Z-4f1c' };
  expect(doneWords({ kind: 'set-backup-plan', asked: forget }, news).title).toBe('The backup is deleted');
});
