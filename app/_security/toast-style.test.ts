// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hashSource } from './content-policy.ts';
import { TOAST_STYLE_HASHES } from './toast-style.ts';

test('the hashes are those of the style which the installed sonner inserts', () => {
  const source = readFileSync(new URL('../../node_modules/sonner/dist/index.mjs', import.meta.url), 'utf8');
  const literal = /__insertCSS\((".*?")\);?\n/.exec(source)?.[1] ?? '""';
  expect([hashSource(''), hashSource(JSON.parse(literal) as string)]).toEqual(TOAST_STYLE_HASHES);
});
