// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { findEntries, paletteEntries } from './palette-entries.ts';

const apps = [
  { id: 'node-red', title: 'Node-RED', summary: 'Connect devices by drawing lines.', words: ['Automation'] },
  { id: 'miniflux', title: 'Miniflux', summary: 'Read the news.', words: ['Feedly'] },
];
const entries = paletteEntries({ apps, installations: [], hosts: [] });
const titles = (question: string) =>
  findEntries(entries, question).flatMap((group) => group.entries.map(({ title }) => title));

test('a name that begins with the question comes before a summary that has it', () => {
  expect(titles('conn')).toEqual(['Connect a host', 'Node-RED']);
});

test('every word must be there, in any order', () => {
  expect(titles('flux inst')).toEqual([]);
  expect(titles('mini inst')).toEqual(['Install Miniflux']);
  expect(titles('feedly')).toEqual(['Miniflux']);
});

test('without a question everything is there, groups in their order', () => {
  expect(findEntries(entries, '').map(({ group }) => group)).toEqual(['Apps', 'Do']);
});

test('who is not signed in can look and sign in', () => {
  const outside = paletteEntries({ apps, installations: null, hosts: null });
  expect(outside.filter(({ group }) => group === 'Do').map(({ title }) => title)).toEqual(['Sign in']);
});
