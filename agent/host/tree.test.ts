// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  changeTree,
  clampTimes,
  hashFiles,
  linkFiles,
  listTree,
  moveIntoTree,
  readTreeText,
} from './tree.ts';

let top: string;
let outside: string;

beforeEach(() => {
  const place = mkdtempSync(join(tmpdir(), 'hop3-tree-'));
  top = join(place, 'tree');
  outside = join(place, 'outside');
  mkdirSync(join(top, 'etc'), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'shadow'), 'of the host');
});
afterEach(() => rmSync(join(top, '..'), { recursive: true, force: true }));

it('lists every entry, sorted, links unfollowed', async () => {
  writeFileSync(join(top, 'etc/a'), 'abc');
  symlinkSync(outside, join(top, 'etc/out'));
  const entries = await listTree(top);
  expect(entries.map(({ path, type }) => `${type} ${path}`)).toEqual([
    'directory /etc',
    'file /etc/a',
    'link /etc/out',
  ]);
  const hashes = await hashFiles(top, ['/etc/a']);
  expect(hashes.get('/etc/a')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

describe('a directory that a script replaced with a link out of the tree', () => {
  beforeEach(() => symlinkSync(outside, join(top, 'lib')));

  it('is not written through', async () => {
    await expect(
      changeTree(top, [{ kind: 'write', path: '/lib/shadow', content: 'mine', mode: 0o600 }]),
    ).rejects.toThrow('not a directory');
    await expect(changeTree(top, [{ kind: 'remove', path: '/lib/shadow' }])).rejects.toThrow();
    await expect(changeTree(top, [{ kind: 'mode', path: '/lib/shadow', mode: 0o777 }])).rejects.toThrow();
    expect(readFileSync(join(outside, 'shadow'), 'utf8')).toBe('of the host');
  });

  it('is not read through', async () => {
    await expect(readTreeText(top, '/lib/shadow')).rejects.toThrow();
  });

  it('is not moved into', async () => {
    mkdirSync(join(top, '..', 'app'));
    await expect(moveIntoTree(join(top, '..', 'app'), top, '/lib/app')).rejects.toThrow();
  });

  it('can itself be removed', async () => {
    await changeTree(top, [{ kind: 'remove', path: '/lib' }]);
    expect((await listTree(top)).map((entry) => entry.path)).toEqual(['/etc']);
    expect(readFileSync(join(outside, 'shadow'), 'utf8')).toBe('of the host');
  });
});

it('a file that is a link is replaced, not followed', async () => {
  symlinkSync(join(outside, 'shadow'), join(top, 'etc/shadow'));
  expect(await readTreeText(top, '/etc/shadow')).toBeNull();
  await changeTree(top, [{ kind: 'write', path: '/etc/shadow', content: 'new', mode: 0o640 }]);
  expect(readFileSync(join(top, 'etc/shadow'), 'utf8')).toBe('new');
  expect(readFileSync(join(outside, 'shadow'), 'utf8')).toBe('of the host');
});

it('shared files become one inode; new times are clamped, old ones kept', async () => {
  const base = join(top, '..', 'base');
  mkdirSync(join(base, 'etc'), { recursive: true });
  writeFileSync(join(base, 'etc/same'), 'x');
  writeFileSync(join(top, 'etc/same'), 'x');
  await linkFiles(top, base, ['/etc/same']);
  expect(statSync(join(top, 'etc/same')).ino).toBe(statSync(join(base, 'etc/same')).ino);
  const toMs = Date.UTC(2025, 0, 1);
  await clampTimes(top, await listTree(top), { fromMs: Date.now() - 60_000, toMs });
  expect(statSync(join(top, 'etc')).mtimeMs).toBe(toMs);
});
