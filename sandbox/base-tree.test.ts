// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { type BaseTreeInputs, baseTreeId, mmdebstrapArgv } from './base-tree.ts';

const inputs: BaseTreeInputs = {
  suite: 'trixie',
  architecture: 'amd64',
  mirrors: { main: 'http://mirror.example/debian', security: 'http://mirror.example/security' },
  aptOptions: ['Acquire::Check-Valid-Until "false";'],
  certificates: [],
};

it('gives equal trees equal names, and any other input another one', () => {
  expect(baseTreeId(inputs)).toMatch(/^trixie-[0-9a-f]{12}$/);
  expect(baseTreeId({ ...inputs })).toBe(baseTreeId(inputs));
  const others: Partial<BaseTreeInputs>[] = [
    { suite: 'bookworm' },
    { architecture: 'arm64' },
    { certificates: ['x'] },
    { aptOptions: [] },
    { mirrors: { ...inputs.mirrors, main: 'http://other.example/debian' } },
  ];
  const ids = [inputs, ...others.map((other) => ({ ...inputs, ...other }))].map(baseTreeId);
  expect(new Set(ids).size).toBe(ids.length);
});

it('builds from the archive and the security archive, each checked against the keys of Debian', () => {
  const argv = mmdebstrapArgv(inputs, '/state/tree');
  const signed = 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  expect(argv.slice(argv.indexOf('trixie'))).toEqual([
    'trixie',
    '/state/tree',
    `${signed} http://mirror.example/debian trixie main`,
    `${signed} http://mirror.example/debian trixie-updates main`,
    `${signed} http://mirror.example/security trixie-security main`,
  ]);
  expect(argv).toContain('--aptopt=Acquire::Check-Valid-Until "false";');
});
