// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { findEntries, paletteEntries } from './palette-entries.ts';

const apps = [
  { id: 'node-red', title: 'Node-RED', summary: 'Connect devices by drawing lines.', words: ['Automation'] },
  { id: 'miniflux', title: 'Miniflux', summary: 'Read the news.', words: ['Feedly'] },
];
const entries = paletteEntries({ apps, installations: [], hosts: [], refused: [] });
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
  const outside = paletteEntries({ apps, installations: null, hosts: null, refused: [] });
  expect(outside.filter(({ group }) => group === 'Do').map(({ title }) => title)).toEqual(['Sign in']);
});

const news = {
  ...{ id: 'i', app: 'miniflux', appTitle: 'Miniflux', title: 'News', domain: 'news.town.example' },
  ...{ state: 'running', hasAdmin: true, update: { kind: 'newer', packageVersion: '1.1.0' } },
} as InstallationView;

test('what can be done with an installation is found by its name, its address and what it does', () => {
  const known = paletteEntries({ apps: [], installations: [news], hosts: [], refused: [] });
  const found = (question: string) =>
    findEntries(known, question).flatMap((group) => group.entries.map(({ title }) => title));
  expect(found('update')).toEqual(['Update News']);
  expect(found('password news')).toEqual(['Sign-in details of News']);
  expect(found('domain')).toEqual(['Change the address of News']);
  expect(found('')).not.toContain('Update News');
  const current = paletteEntries({
    apps: [],
    installations: [{ ...news, update: null }],
    hosts: [],
    refused: [],
  });
  expect(findEntries(current, 'update')).toEqual([]);
  const gone = paletteEntries({
    apps: [],
    installations: [{ ...news, state: 'removed' }],
    hosts: [],
    refused: [],
  });
  expect(findEntries(gone, 'domain')).toEqual([]);
});

test('what the API refuses is not offered', () => {
  const known = { apps, installations: [news], hosts: [] };
  const titlesBut = (refused: string[]) => paletteEntries({ ...known, refused }).map(({ title }) => title);
  const refused = ['installations.install', 'hosts.connect', 'domains.change'];
  const left = titlesBut(refused);
  expect(titlesBut([]).filter((title) => !left.includes(title))).toEqual([
    'Change the address of News',
    'Install Node-RED',
    'Install Miniflux',
    'Connect a host',
    'First steps',
  ]);
});
