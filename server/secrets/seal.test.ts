// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { masterKey, seal, unseal } from './seal.ts';

const key = () => masterKey(randomBytes(32).toString('base64url'));
const place = { table: 'installations', row: 'a', column: 'settings.token' } as const;

describe('a sealed secret', () => {
  it('opens in its place with its key', () => {
    const master = key();
    expect(unseal(master, place, seal(master, place, 'pässword\n'))).toBe('pässword\n');
  });

  it('is never the same twice and does not show its text', () => {
    const master = key();
    const [one, two] = [seal(master, place, 'password'), seal(master, place, 'password')];
    expect(one.sealed).not.toEqual(two.sealed);
    expect(Buffer.from(one.sealed).toString('latin1')).not.toContain('password');
  });

  it.each([{ table: 'hosts' as const }, { row: 'b' }, { column: 'settings.other' }])(
    'does not open elsewhere: %j',
    (moved) => {
      const master = key();
      expect(() => unseal(master, { ...place, ...moved }, seal(master, place, 'x'))).toThrow();
    },
  );

  it('does not open when a byte was changed, or with another key', () => {
    const master = key();
    const secret = seal(master, place, 'password');
    const changed = Uint8Array.from(secret.sealed, (byte, index) => (index === 14 ? byte ^ 1 : byte));
    expect(() => unseal(master, place, { ...secret, sealed: changed })).toThrow();
    expect(() => unseal(key(), place, secret)).toThrow(/another|not here/);
  });

  it('refuses a master key that is too short', () => {
    expect(() => masterKey('c2hvcnQ')).toThrow('damaged');
  });
});
