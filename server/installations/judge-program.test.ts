// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { type Proof, proofCheckId } from '#contract/proof.ts';
import { judgeProgram } from './judge-program.ts';

const digest = (letter: string) => letter.repeat(64);
const proofOf = (roots: Proof['roots'], passed = true): Proof => ({
  format: 1,
  app: 'news' as Proof['app'],
  packageVersion: '1.0.0',
  folderDigest: digest('f'),
  platform: 'abcdef1',
  finishedAtMs: 1000,
  durationMs: 1,
  results: proofCheckId.options.flatMap((check) =>
    (['trixie', 'bookworm'] as const).map((os) => ({
      ...{ check, os, passed, atMs: 1, durationMs: 1, notes: [], failure: null },
    })),
  ),
  roots,
  measured: {
    ...{ installMs: null, peakMemoryBytes: null, dataBytes: null, heldMs: { backup: null, update: null } },
  },
  outbound: [],
  exposure: [],
  accessibility: null,
});
const provenRoot = { os: 'trixie' as const, version: '1', digest: digest('a'), packages: 3, bytes: 10 };
const parts = ['debian libc6 2.41-12', 'debian openssl 3.5.1-1', 'npm left 1.0.0', 'npm left 2.0.0'];

it('is what was proven when the root is the same, whatever was proven since', () => {
  const root = { digest: digest('a'), parts };
  expect(judgeProgram(root, proofOf([provenRoot]))).toEqual({
    ...{ state: 'proven', digest: digest('a'), parts: 4, provenAtMs: 1000 },
  });
});

it('differs in the parts that have another version, are new or are gone', () => {
  const here = ['debian libc6 2.41-12', 'debian openssl 3.5.4-1', 'debian zlib1g 1.3', 'npm left 2.0.0'];
  expect(
    judgeProgram({ digest: digest('b'), parts: here }, proofOf([{ ...provenRoot, parts }])),
  ).toMatchObject({
    state: 'differs',
    differences: [
      { origin: 'debian', name: 'openssl', proven: '3.5.1-1', here: '3.5.4-1' },
      { origin: 'debian', name: 'zlib1g', proven: null, here: '1.3' },
      { origin: 'npm', name: 'left', proven: '1.0.0, 2.0.0', here: '2.0.0' },
    ],
  });
});

it('says so when only bytes differ, and when nobody wrote down what was proven', () => {
  const root = { digest: digest('b'), parts };
  expect(judgeProgram(root, proofOf([{ ...provenRoot, parts }]))).toMatchObject({ differences: [] });
  expect(judgeProgram(root, proofOf([provenRoot]))).toMatchObject({ state: 'differs', differences: null });
});

it('claims nothing for an app that did not pass, was never proven, or is not there yet', () => {
  const root = { digest: digest('a'), parts };
  expect(judgeProgram(root, proofOf([provenRoot], false)).state).toBe('unproven');
  expect(judgeProgram(root, null).state).toBe('unproven');
  expect(judgeProgram(null, proofOf([provenRoot]))).toEqual({ state: 'none' });
});
