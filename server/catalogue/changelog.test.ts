// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { parseChangelog } from './changelog.ts';

test('versions with their points, joined over lines, as plain text', () => {
  const text = `# Changes of Miniflux

Words before the first version.

## 1.1.0 (2026-11-20)

- Fixes two **security** problems in \`the reader\`,
  see [the notice](https://example.org/a)
- Starts faster

### Details
A paragraph
of two lines.

## 1.0.0
First one.
`;
  expect(parseChangelog(text)).toEqual([
    {
      packageVersion: '1.1.0',
      lines: [
        'Fixes two security problems in the reader, see the notice',
        'Starts faster',
        'A paragraph of two lines.',
      ],
    },
    { packageVersion: '1.0.0', lines: ['First one.'] },
  ]);
});

test('control and direction characters go, markup stays text', () => {
  const [entry] = parseChangelog('## 1.0.0\n- a\u0007b\u202Ec <script>alert(1)</script>\n');
  expect(entry?.lines).toEqual(['abc <script>alert(1)</script>']);
});

test('what is no version, and too much of anything, is left out', () => {
  expect(parseChangelog('## Next\n- not yet\n## 1.0\n- two numbers\n')).toEqual([]);
  const [entry] = parseChangelog(`## 1.0.0\n${'- point\n'.repeat(100)}- ${'x'.repeat(9000)}\n`);
  expect(entry?.lines).toHaveLength(30);
  const [long] = parseChangelog(`## 1.0.0\n- ${'x'.repeat(9000)}\n`);
  expect(long?.lines[0]).toHaveLength(500);
});
