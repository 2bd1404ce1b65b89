// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { type SearchableApp, searchApps } from './search-apps.ts';

const app = (id: string, more: Partial<SearchableApp>): SearchableApp => ({
  id,
  title: id,
  summary: '',
  categories: [],
  tags: [],
  insteadOf: [],
  goodFor: [],
  ...more,
});
const apps = [
  app('miniflux', {
    title: 'Miniflux',
    summary: 'Read the news you chose, without adverts or tracking.',
    categories: ['reading'],
    insteadOf: ['Feedly', 'Inoreader'],
  }),
  app('wordpress', {
    title: 'WordPress',
    summary: 'Publish a website or a blog and let colleagues write in it.',
    categories: ['websites'],
    insteadOf: ['Wix', 'Medium'],
  }),
];
const ids = (question: string) => searchApps(apps, question).map(({ id }) => id);

test('no question shows everything in order', () => {
  expect(ids('  ')).toEqual(['miniflux', 'wordpress']);
});

test('understands "instead of"', () => {
  expect(searchApps(apps, 'instead of feedly')).toEqual([
    { id: 'miniflux', score: 10, why: 'Instead of Feedly' },
  ]);
  expect(ids('alternative to Wix')).toEqual(['wordpress']);
  expect(ids('instead of Nothing')).toEqual([]);
});

test('understands needs in other words', () => {
  expect(ids('rss')).toEqual(['miniflux']);
  expect(ids('I need a homepage')).toEqual(['wordpress']);
  expect(ids('blogs')).toEqual(['wordpress']);
});

test('finds a product by the name that it replaces and says so', () => {
  expect(searchApps(apps, 'inoreader')[0]?.why).toBe('Instead of Inoreader');
});

test('every word must mean something', () => {
  expect(ids('news spreadsheet')).toEqual([]);
});
