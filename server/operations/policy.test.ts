// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { mayCancel, mayRetry } from './policy.ts';

const failed = (kind: 'install' | 'uninstall' | 'restart' | 'connect-host' | 'disconnect-host', input = {}) =>
  ({ operation: { kind, state: 'failed', input }, isNewest: true }) as const;

describe('trying again', () => {
  it('brings back the state in which the work is under way', () => {
    expect(mayRetry({ ...failed('install'), state: 'install-failed' })).toEqual({
      ok: true,
      value: { installation: 'installing' },
    });
    expect(mayRetry({ ...failed('uninstall'), state: 'failing' })).toEqual({
      ok: true,
      value: { installation: 'uninstalling' },
    });
    expect(mayRetry({ ...failed('restart'), state: 'unknown' })).toEqual({
      ok: true,
      value: { installation: null },
    });
    expect(mayRetry({ ...failed('connect-host'), state: 'connect-failed' })).toEqual({
      ok: true,
      value: { host: 'connecting' },
    });
  });

  it.each([
    [
      'what succeeded',
      { operation: { kind: 'install', state: 'succeeded', input: {} }, isNewest: true, state: 'running' },
    ],
    [
      'what is at work',
      { operation: { kind: 'install', state: 'undoing', input: {} }, isNewest: true, state: 'installing' },
    ],
    ['what is not the newest', { ...failed('install'), isNewest: false, state: 'install-failed' }],
    ['the removal of what is gone', { ...failed('uninstall'), state: 'removed' }],
    [
      'a connection whose password was not kept',
      { ...failed('connect-host', { method: 'password' }), state: 'connect-failed' },
    ],
  ] as const)('is refused for %s', (_what, about) => {
    expect(mayRetry(about)).toMatchObject({ ok: false, error: { kind: 'not-now' } });
  });
});

it('cancels what has not ended', () => {
  expect(mayCancel({ state: 'undoing' }).ok).toBe(true);
  expect(mayCancel({ state: 'cancelled' }).ok).toBe(false);
});
