// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { installationId } from '#contract/ids.ts';
import type { BackupTargetRow } from '#drizzle/schema/backups.ts';
import { defaultSchedule } from './default-schedule.ts';
import { exampleEntry } from './example-facts.ts';
import { nearestCopy, placeOf } from './places.ts';

const ATTIC = '66666666-6666-7666-8666-666666666666';
const repositoryOf = installationId.parse('22222222-2222-7222-8222-222222222222');
const attic = {
  ...{ id: ATTIC, kind: 'sftp', name: 'attic', address: 'nas.town.example', port: 22, userName: 'hop3' },
  ...{ path: 'backups', hostKey: 'ssh-ed25519 AAAA', publicKey: 'ssh-ed25519 BBBB hop3-backups' },
} as BackupTargetRow;
const copy = (target: string, sign: string) => ({
  target,
  snapshot: sign.repeat(64),
  atMs: 1,
  addedBytes: null,
});
const entry = exampleEntry({ copies: [copy('local', 'a'), copy(ATTIC, 'b')] });
const at = { repositoryOf, places: [attic], hasLocal: true, only: null };

describe('the nearest copy of a backup', () => {
  it('is on the own disk where that has it', () => {
    expect(nearestCopy(entry, at)).toMatchObject({ target: { kind: 'local' }, snapshot: 'a'.repeat(64) });
  });

  it('is elsewhere for another server, and when it was asked for', () => {
    const there = { target: { kind: 'sftp', user: 'hop3', path: 'backups' }, snapshot: 'b'.repeat(64) };
    expect(nearestCopy(entry, { ...at, hasLocal: false })).toMatchObject(there);
    expect(nearestCopy(entry, { ...at, only: ATTIC })).toMatchObject(there);
  });

  it('is none where only the disk of another server has one, or what was asked for has none', () => {
    const here = exampleEntry();
    expect(nearestCopy(here, { ...at, hasLocal: false })).toBeNull();
    expect(nearestCopy(here, { ...at, only: ATTIC })).toBeNull();
  });
});

it('tells hosts of a place what they need and nothing else', () => {
  expect(placeOf(attic)).toEqual({
    ...{ kind: 'sftp', id: ATTIC, address: 'nas.town.example', port: 22, user: 'hop3', path: 'backups' },
    hostKey: 'ssh-ed25519 AAAA',
  });
});

it('spreads the nights of installations, each with its own minute', () => {
  const ids = ['1', '2', '3', '4', '5'].map((digit) =>
    installationId.parse(`22222222-2222-7222-8222-22222222222${digit}`),
  );
  const times = ids.map((id) => defaultSchedule(id).at);
  expect(new Set(times).size).toBeGreaterThan(2);
  expect(ids.map((id) => defaultSchedule(id).at)).toEqual(times);
  for (const time of times) expect(time >= '03:15' && time <= '04:45').toBe(true);
});
