// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, test } from 'vitest';
import { noPracticeServer, type WayToRoot, wayToRoot } from './practice-host.ts';

const account = { platform: 'linux', uid: 1000, sudo: 'asks', isTerminal: true } as const;

describe('the practice server is booted', () => {
  const ways: [string, Parameters<typeof wayToRoot>[0], WayToRoot][] = [
    ['by root at once', { ...account, uid: 0, sudo: 'missing', isTerminal: false }, 'is-root'],
    ['through sudo that asks, when there is somebody to ask', account, 'sudo-asks'],
    [
      'through sudo that does not ask, also without a terminal',
      { ...account, sudo: 'at-once', isTerminal: false },
      'sudo',
    ],
    ['not when nobody can be asked', { ...account, isTerminal: false }, 'none'],
    ['not without sudo', { ...account, sudo: 'missing' }, 'none'],
    ['not elsewhere than on Linux, even as root', { ...account, platform: 'darwin', uid: 0 }, 'not-linux'],
  ];
  test.each(ways)('%s', (_name, facts, way) => {
    expect(wayToRoot(facts)).toBe(way);
  });
});

test('who cannot have one is told what to do', () => {
  for (const way of ['none', 'not-linux', 'sudo-asks'] as const) {
    expect(noPracticeServer(way)).toMatch(/^No practice server: /);
    expect(noPracticeServer(way)).toContain('connect a server of your own under Hosts');
  }
  expect(noPracticeServer('none')).toContain('let the account use sudo and run npm start again');
});
