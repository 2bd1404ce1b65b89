// SPDX-License-Identifier: AGPL-3.0-or-later
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { refusedTo } from '#server/api/permissions.ts';
import { appRouter } from '#server/api/root.ts';

const pages = globSync('app/**/*.{ts,tsx}', { exclude: (name) => name.endsWith('.test.ts') })
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const found = (pattern: RegExp): string[] =>
  [...new Set([...pages.matchAll(pattern)].flatMap(([, path]) => path ?? []))].sort();

const called = found(/trpc\.([\w.]+)\.mutationOptions/g);
const refused = refusedTo('viewer', appRouter);
const gated = [
  ...found(/\bto="([\w.]+)"/g),
  ...found(/\bmay\('([\w.]+)'\)/g),
  ...found(/\bto=\{[^}]*\? '([\w.]+)' :/g),
  ...found(/\bto=\{[^}]*: '([\w.]+)'\}/g),
];

/** Called by nothing but what an answer of the other one shows. */
const AFTER: Record<string, string> = { 'backups.recoverySheetKept': 'backups.recoverySheet' };

describe('what the API refuses to who only looks', () => {
  test.each(called.filter((path) => refused.includes(path)))('%s: what leads there is gated', (path) => {
    expect(gated).toContain(AFTER[path] ?? path);
  });

  test('is all that the pages do, but for the own account', () => {
    expect(called.length).toBeGreaterThan(25);
    expect(called.filter((path) => !refused.includes(path))).toEqual([
      'session.changePassword',
      'session.end',
      'session.endOthers',
    ]);
  });
});
