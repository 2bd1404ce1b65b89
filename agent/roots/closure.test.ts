// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { partsOf } from './closure.ts';

it('lists what a root is made of, each by origin, name and version', () => {
  const closure = {
    debian: [{ name: 'zlib1g', version: '1:1.3', architecture: 'amd64', sha256: null }],
    npm: [{ name: '@a/b', version: '2.0.0', integrity: 'sha512-x' }],
    node: { version: '24.1.0', sha256: 'a' },
    python: [{ name: 'flask', version: '3.1', hashes: [] }],
    maven: [{ name: 'org.a:b', version: '1', sha256: 'b' }],
  };
  expect(partsOf(JSON.stringify(closure))).toEqual([
    'debian zlib1g 1:1.3',
    'maven org.a:b 1',
    'node node 24.1.0',
    'npm @a/b 2.0.0',
    'python flask 3.1',
  ]);
});

it('is not fooled by another file', () => {
  for (const text of ['', '{', '[]', '{"debian":[{"name":1}]}']) expect(partsOf(text)).toBeNull();
});
