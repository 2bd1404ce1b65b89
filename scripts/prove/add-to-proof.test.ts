// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { Proof, ProofResult } from '#contract/proof.ts';
import { addToProof } from './add-to-proof.ts';
import { promised, rotating } from './rotating.ts';

const result = (check: ProofResult['check'], passed = true): ProofResult => ({
  check,
  os: 'trixie',
  passed,
  atMs: 1,
  durationMs: 1,
  notes: [],
  failure: null,
});
const proofOf = (platform: string, results: ProofResult[], folderDigest = 'a'.repeat(64)) =>
  ({ folderDigest, platform, results, roots: [], finishedAtMs: 5 }) as unknown as Proof;

describe('checks that are made later', () => {
  it('are added with their platform, and take the place of the same check', () => {
    const whole = proofOf('1111111', [result('install'), result('jobs', false)]);
    const joined = addToProof(whole, proofOf('2222222', [result('jobs'), result('password')]));
    expect(joined.platform).toBe('1111111');
    expect(joined.results.map(({ check, passed, platform }) => [check, passed, platform])).toEqual([
      ['install', true, undefined],
      ['jobs', true, '2222222'],
      ['password', true, '2222222'],
    ]);
  });

  it('tell what a root is made of, and are of no other root', () => {
    const root = { os: 'trixie' as const, version: '1', digest: 'a'.repeat(64), packages: 1, bytes: 1 };
    const whole = { ...proofOf('1111111', []), roots: [root] };
    const made = (digest: string) => ({
      ...{ ...proofOf('2222222', []), roots: [{ ...root, digest, parts: ['debian libc6 2.41-12'] }] },
    });
    expect(addToProof(whole, made(root.digest)).roots).toEqual([
      { ...root, parts: ['debian libc6 2.41-12'] },
    ]);
    expect(() => addToProof(whole, made('b'.repeat(64)))).toThrow('not the proven one');
  });

  it('are not added to a proof of another state of the folder', () => {
    expect(() => addToProof(proofOf('1111111', []), proofOf('2222222', [], 'b'.repeat(64)))).toThrow(
      'another state',
    );
  });
});

describe('apps that are looked at again', () => {
  const apps = ['a', 'b', 'c', 'd', 'e'];

  it('are the same for one commit, and in time all of them', () => {
    expect(rotating(apps, 2, 'f00d\n')).toEqual(rotating(apps, 2, 'f00d'));
    const seen = new Set(Array.from({ length: 60 }, (_, commit) => rotating(apps, 2, `${commit}`)).flat());
    expect([...seen].sort()).toEqual(apps);
    expect(rotating(apps, 9, 'f00d')).toHaveLength(5);
  });

  it('are looked at for what was promised of them only', () => {
    const evidence = proofOf('1111111', [result('sign-in'), result('jobs', false)]);
    expect(promised(['sign-in', 'password', 'jobs'], evidence)).toEqual(['sign-in']);
    expect(promised(['sign-in'], null)).toEqual([]);
  });
});
