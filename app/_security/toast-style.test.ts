// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hashSource } from './content-policy.ts';
import { TOAST_STYLE_HASH } from './toast-style.ts';

test('the hash is that of the style which the installed sonner inserts', () => {
  const source = readFileSync(new URL('../../node_modules/sonner/dist/index.mjs', import.meta.url), 'utf8');
  const literal = /__insertCSS\((".*?")\);?\n/.exec(source)?.[1] ?? '""';
  expect(hashSource(JSON.parse(literal) as string)).toBe(TOAST_STYLE_HASH);
});
