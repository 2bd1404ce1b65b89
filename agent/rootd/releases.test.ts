// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { InstallationId } from '#contract/ids.ts';
import {
  generationFor,
  generationsToDelete,
  previousGeneration,
  withGeneration,
  withLive,
} from './generations.ts';
import type { InstallationRecord } from './installation-record.ts';
import { currentRelease, rootsOf, withCurrent, withNext, withoutOldReleases } from './releases.ts';
import { manyProcesses } from './test-package.ts';

const DAY = 24 * 3600_000;
const digest = (sign: string) => sign.repeat(64);

const record = (change: Partial<InstallationRecord> = {}): InstallationRecord => ({
  version: 1,
  installation: '0199aaaa-0000-7000-8000-000000000001' as InstallationId,
  title: 'News',
  user: 'hop3-aaaaaaab',
  uid: 30_000,
  port: null,
  databaseName: 'hop3_aaaaaaab',
  package: manyProcesses(),
  packageDigest: digest('a'),
  domain: 'news.example.org',
  publicPort: 443,
  settings: { title: 'old' },
  admin: null,
  timezone: 'UTC',
  language: 'en',
  rootDigest: digest('1'),
  rootVersion: '1',
  addons: {},
  hooksDone: [],
  addonTypes: [],
  generation: 0,
  restoredBy: null,
  generations: [],
  next: null,
  previous: [],
  issuer: 'private',
  previousDomain: null,
  rehearsalOf: null,
  reservedAtMs: 0,
  ...change,
});

const B = { packageDigest: digest('b'), rootDigest: digest('2') };
const A = { packageDigest: digest('a'), rootDigest: digest('1') };

function prepared(): InstallationRecord {
  const next = withNext(
    record(),
    { package: manyProcesses(), packageDigest: B.packageDigest, settings: { title: 'new' } },
    1000,
  );
  return { ...next, next: next.next && { ...next.next, rootDigest: B.rootDigest, rootVersion: '2' } };
}

const there = (found: InstallationRecord | null): InstallationRecord => {
  if (!found) throw new Error('there is no such release');
  return found;
};

describe('releases', () => {
  it('switch forward and back to exactly where they were, with their answers', () => {
    const before = prepared();
    const forward = there(withCurrent(before, B, 2000));
    expect(currentRelease(forward)).toMatchObject({ ...B, rootVersion: '2', settings: { title: 'new' } });
    expect(forward.previous).toMatchObject([A]);
    expect(withCurrent(forward, B, 3000)).toBe(forward);
    const back = there(withCurrent(forward, A, 4000));
    expect(currentRelease(back)).toEqual(currentRelease(before));
    expect(back.next).toMatchObject(B);
    expect(back.previous).toEqual([]);
    expect(withCurrent(back, A, 5000)).toBe(back);
  });

  it('cannot become one that is not there, or one of another root', () => {
    expect(withCurrent(prepared(), { ...B, rootDigest: digest('9') }, 1)).toBeNull();
    expect(withCurrent(record(), B, 1)).toBeNull();
  });

  it('keep the root of a package that is prepared again', () => {
    const again = withNext(
      prepared(),
      { package: manyProcesses(), packageDigest: B.packageDigest, settings: {} },
      2000,
    );
    expect(again.next).toMatchObject({ rootDigest: B.rootDigest, settings: {} });
    const other = withNext(
      prepared(),
      { package: manyProcesses(), packageDigest: digest('c'), settings: {} },
      2000,
    );
    expect(other.next?.rootDigest).toBeNull();
  });

  it('pin the roots of the current, the next and the ones before, until their time', () => {
    const third = there(
      withCurrent(
        {
          ...there(withCurrent(prepared(), B, 2000)),
          next: {
            ...currentRelease(record()),
            packageDigest: digest('c'),
            rootDigest: digest('3'),
            preparedAtMs: 0,
          },
        },
        { packageDigest: digest('c'), rootDigest: digest('3') },
        3000,
      ),
    );
    expect(rootsOf(third)).toEqual([digest('3'), digest('2'), digest('1')]);
    expect(rootsOf(withoutOldReleases(third, 4000))).toEqual([digest('3'), digest('2')]);
    expect(rootsOf(withoutOldReleases(third, 31 * DAY))).toEqual([digest('3')]);
    expect(withoutOldReleases(prepared(), 2000).next).not.toBeNull();
    expect(withoutOldReleases(prepared(), 2 * DAY).next).toBeNull();
  });
});

const RESTORE = '0199bbbb-0000-7000-8000-000000000001';
const OTHER = '0199bbbb-0000-7000-8000-000000000002';

describe('generations', () => {
  const entry = (generation: number, restore: string, complete = true) => ({
    generation,
    restore,
    madeAtMs: 1000,
    complete,
    untilMs: null,
    hooksDone: ['initialise'],
  });

  it('are numbered once for each attempt', () => {
    const one = withGeneration(record(), entry(1, RESTORE, false));
    expect(generationFor(record(), RESTORE)).toBe(1);
    expect(generationFor(one, RESTORE)).toBe(1);
    expect(generationFor(one, OTHER)).toBe(2);
    expect(generationFor(record({ generation: 4 }), OTHER)).toBe(5);
  });

  it('go live, and back, and say each time which was live before', () => {
    const made = withGeneration(record(), entry(1, RESTORE));
    const live = there(withLive(made, 1, { nowMs: 2000, keepDays: 7 }));
    expect(live).toMatchObject({ generation: 1, restoredBy: RESTORE, hooksDone: ['initialise'] });
    expect(live.generations).toMatchObject([{ generation: 0, restore: null, untilMs: 2000 + 7 * DAY }]);
    expect(previousGeneration(live)).toBe(0);
    expect(withLive(live, 1, { nowMs: 3000, keepDays: 0 })).toBe(live);
    const back = there(withLive(live, 0, { nowMs: 4000, keepDays: 0 }));
    expect(back).toMatchObject({ generation: 0, restoredBy: null, hooksDone: [] });
    expect(back.generations).toMatchObject([{ generation: 1, restore: RESTORE, untilMs: 4000 }]);
    expect(previousGeneration(back)).toBe(1);
    expect(previousGeneration(record())).toBe(0);
  });

  it('never go live half made', () => {
    expect(withLive(record(), 1, { nowMs: 0, keepDays: 7 })).toBeNull();
    const half = withGeneration(record(), entry(1, RESTORE, false));
    expect(withLive(half, 1, { nowMs: 0, keepDays: 7 })).toBeNull();
  });

  it('are deleted when their days are over, and when nobody went on with them', () => {
    const live = there(
      withLive(withGeneration(record(), entry(1, RESTORE)), 1, { nowMs: 1000, keepDays: 7 }),
    );
    const both = withGeneration(live, entry(2, OTHER, false));
    expect(generationsToDelete(both, 2000)).toEqual([]);
    expect(generationsToDelete(both, 2 * DAY)).toEqual([2]);
    expect(generationsToDelete(both, 8 * DAY)).toEqual([0, 2]);
  });
});
