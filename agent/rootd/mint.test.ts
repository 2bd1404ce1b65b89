// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { InstallationId } from '#contract/ids.ts';
import { unixUserName } from '#contract/ids.ts';
import { databaseNameOf, mintLabel, mintPort, PORTS, userOf } from './mint.ts';

const id = (text: string) => text as InstallationId;
const ONE = id('0199aaaa-0000-7000-8000-000000000001');
const TWO = id('0199aaaa-0000-7000-8000-ffffffffffff');

describe('minted names', () => {
  it('come from the last 40 bits of the id', () => {
    expect(mintLabel(ONE)).toBe('aaaaaaab');
    expect(mintLabel(TWO)).toBe('77777777');
    expect(unixUserName.safeParse(userOf(mintLabel(ONE))).success).toBe(true);
    expect(databaseNameOf(mintLabel(ONE))).toBe('hop3_aaaaaaab');
  });

  it('are others at each further attempt, and the same each time', () => {
    const labels = [0, 1, 2, 3].map((attempt) => mintLabel(ONE, attempt));
    expect(new Set(labels).size).toBe(4);
    expect([0, 1, 2, 3].map((attempt) => mintLabel(ONE, attempt))).toEqual(labels);
  });
});

describe('minted ports', () => {
  it('skip what is taken and wrap around', () => {
    const first = mintPort(ONE, new Set());
    expect(first).not.toBeNull();
    const second = mintPort(ONE, new Set([first ?? 0]));
    expect(second).toBe(first === PORTS.last ? PORTS.first : (first ?? 0) + 1);
  });

  it('end when all are taken', () => {
    const all = new Set(
      Array.from({ length: PORTS.last - PORTS.first + 1 }, (_, index) => PORTS.first + index),
    );
    expect(mintPort(ONE, all)).toBeNull();
  });
});
