// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { cleanSvg } from './clean-svg.ts';

test('keeps a drawing and takes its one colour out', () => {
  const icon = cleanSvg(
    '<svg viewBox="0 0 24 24" fill="#21759B"><title>W</title><path d="M0 0h24v24z"/></svg>',
  );
  expect(icon?.colour).toBe('#21759b');
  expect(icon?.body).toContain('<path d="M0 0h24v24z"/>');
  expect(icon?.body).toContain('fill="currentColor"');
});

test('keeps the colours of a drawing that has several', () => {
  const icon = cleanSvg(
    '<svg viewBox="0 0 2 1"><rect width="1" height="1" fill="#f00"/><rect x="1" width="1" height="1" fill="#00f"/></svg>',
  );
  expect(icon?.colour).toBeNull();
});

test.each([
  ['a script', '<svg viewBox="0 0 1 1"><script>alert(1)</script></svg>'],
  ['an image from elsewhere', '<svg viewBox="0 0 1 1"><image href="https://example.org/x.png"/></svg>'],
  ['foreign content', '<svg viewBox="0 0 1 1"><foreignObject><p>hi</p></foreignObject></svg>'],
  [
    'an animation',
    '<svg viewBox="0 0 1 1"><animate attributeName="href" values="javascript:alert(1)"/></svg>',
  ],
  ['no drawing', 'hello'],
  ['unclosed elements', '<svg viewBox="0 0 1 1"><g><path d="M0 0"/></svg>'],
])('refuses %s', (_what, source) => {
  expect(cleanSvg(source)).toBeNull();
});

test('drops handlers, styles and references to elsewhere', () => {
  const icon = cleanSvg(
    '<svg viewBox="0 0 1 1" onload="alert(1)"><path onclick="alert(1)" style="fill:url(https://x)" fill="url(https://x)" d="M0 0h1"/></svg>',
  );
  expect(icon?.body).toBe('<path d="M0 0h1"/>');
});
