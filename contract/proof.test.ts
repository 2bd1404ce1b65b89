// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { checkState, maturityOf, type Proof, type ProofResult, proofCheckId } from './proof.ts';

const DIGEST = 'a'.repeat(64);
const result = (change: Partial<ProofResult>): ProofResult => ({
  check: 'install',
  os: 'trixie',
  passed: true,
  atMs: 1,
  durationMs: 1,
  notes: [],
  failure: null,
  ...change,
});
const proofOf = (results: ProofResult[]): Proof => ({ folderDigest: DIGEST, results }) as unknown as Proof;
const everything = [
  ...proofCheckId.options.map((check) => result({ check })),
  ...(['install', 'sign-in', 'restore'] as const).map((check) => result({ check, os: 'bookworm' })),
];

describe('maturity', () => {
  it('is golden when every check passed, three of them on both systems', () => {
    expect(maturityOf(proofOf(everything), DIGEST)).toBe('golden');
  });

  it.each(everything.map(({ check, os }, index) => [check, os, index] as const))(
    'needs %s on %s',
    (_check, _os, index) => {
      expect(maturityOf(proofOf(everything.toSpliced(index, 1)), DIGEST)).toBe('beta');
    },
  );

  it('is beta when the folder changed since, and when nothing was proven', () => {
    expect(maturityOf(proofOf(everything), 'b'.repeat(64))).toBe('beta');
    expect(maturityOf(null, DIGEST)).toBe('beta');
  });

  it('is broken when it does not install or sign in, and beta when another check failed', () => {
    const failing = (check: ProofResult['check']) =>
      proofOf(everything.map((one) => (one.check === check ? { ...one, passed: false } : one)));
    expect(maturityOf(failing('install'), DIGEST)).toBe('broken');
    expect(maturityOf(failing('sign-in'), DIGEST)).toBe('broken');
    expect(maturityOf(failing('kill'), DIGEST)).toBe('beta');
    expect(maturityOf(failing('jobs'), DIGEST)).toBe('beta');
    expect(checkState(failing('kill'), 'kill')).toBe('failed');
    expect(checkState(failing('kill'), 'quiet')).toBe('passed');
    expect(checkState(null, 'quiet')).toBe('unknown');
  });
});
