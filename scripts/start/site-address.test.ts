// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { homePaths } from '#server/home.ts';
import { startSettings } from './settings.ts';
import { noteSiteUrl, siteUrlFor } from './site-address.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hop3-site-address-'));
  mkdirSync(homePaths(home).run);
});
afterEach(() => rmSync(home, { recursive: true }));

const urlWith = (environment: Record<string, string>) =>
  siteUrlFor(startSettings({ ...process.env, HOP3_HOME: home, ...environment }), homePaths(home));

test('before the first start, the port that would be tried', () => {
  expect(urlWith({})).toBe('http://localhost:3000');
  expect(urlWith({ HOP3_PORT: '3210' })).toBe('http://localhost:3210');
});

test('afterwards, where the site really answers, whatever port was asked for', () => {
  noteSiteUrl(homePaths(home), 'http://localhost:3001');
  expect(urlWith({})).toBe('http://localhost:3001');
  expect(urlWith({ HOP3_PORT: '3000' })).toBe('http://localhost:3001');
  noteSiteUrl(homePaths(home), 'https://apps.town.example');
  expect(urlWith({})).toBe('https://apps.town.example');
});

test('what is set for the command itself comes first', () => {
  noteSiteUrl(homePaths(home), 'http://localhost:3001');
  expect(urlWith({ HOP3_SITE_URL: 'https://apps.town.example' })).toBe('https://apps.town.example');
});

test('a file that holds something else is named', () => {
  writeFileSync(homePaths(home).siteUrl, 'nonsense');
  expect(() => urlWith({})).toThrow(homePaths(home).siteUrl);
});
