// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { HostId } from '#contract/ids.ts';
import { copiesOf, type KnownTarget, type Places } from './copies.ts';
import { copyToFetch, placesForCopy } from './policy.ts';

const HOME = 'home' as HostId;
const FAR = 'far' as HostId;
const target = (id: string, more: Partial<KnownTarget> = {}): [string, KnownTarget] => [
  id,
  { id, name: id, kind: 'sftp', hostId: null, removedAt: null, hostState: null, ...more },
];
const places = (hostState: Places['host']['state'] = 'connected'): Places => ({
  targets: new Map([
    target('nas'),
    target('old-nas', { removedAt: new Date() }),
    target('store', { kind: 'store', hostId: FAR, hostState: 'unreachable' }),
    target('closed', { kind: 'store', hostId: FAR, hostState: 'connected', removedAt: new Date() }),
    target('lost', { kind: 'store', hostId: FAR, hostState: 'removed' }),
    target('same', { kind: 'store', hostId: HOME, hostState: 'connected' }),
  ]),
  host: { id: HOME, name: 'town-hall', state: hostState },
});
const backup = (ids: string[], known = places()) => ({
  host: HOME,
  copies: copiesOf(
    { copies: ids.map((id) => ({ target: id, snapshot: 'a', atMs: 1, addedBytes: null })) } as never,
    known,
  ),
});
const fetching = (ids: string[], more: Partial<Parameters<typeof copyToFetch>[1]> = {}, known = places()) => {
  const allowed = copyToFetch(backup(ids, known), {
    host: HOME,
    target: null,
    hostName: 'town-hall',
    ...more,
  });
  return allowed.ok
    ? allowed.value
    : allowed.error.kind === 'field'
      ? allowed.error.field
      : allowed.error.kind;
};

it('knows which copies are safe from losing the server, and which can still be had', () => {
  const { copies } = backup(['local', 'nas', 'old-nas', 'store', 'closed', 'lost', 'same', 'unknown']);
  expect(copies.map((copy) => [copy.target, copy.elsewhere, copy.usable])).toEqual([
    ['local', false, true],
    ['nas', true, true],
    ['old-nas', true, true],
    ['store', true, true],
    ['closed', true, false],
    ['lost', true, false],
    ['same', false, true],
    ['unknown', true, false],
  ]);
  expect(copies[0]?.name).toBe('town-hall');
});

describe('fetching a backup', () => {
  it.each([
    ['in place', ['nas', 'local'], {}, 'local'],
    ['elsewhere, of a copy that is elsewhere', ['local', 'closed', 'nas'], { host: FAR }, 'nas'],
    ['elsewhere, of the disk of its server', ['local'], { host: FAR }, 'host'],
    ['elsewhere, of its server by name', ['local', 'nas'], { host: FAR, target: 'local' }, 'target'],
    ['of a place without a copy', ['local'], { target: 'nas' }, 'target'],
    ['of a closed store by name', ['local', 'closed'], { target: 'closed' }, 'target'],
    ['of nothing but closed stores', ['closed', 'lost'], {}, 'not-now'],
  ] as const)('%s: %j %j', (_what, ids, more, expected) => {
    expect(fetching([...ids], more)).toBe(expected);
  });

  it('of a server that is gone is possible from elsewhere only', () => {
    expect(fetching(['local'], { host: FAR }, places('removed'))).toBe('not-now');
    expect(fetching(['local', 'nas'], { host: FAR }, places('removed'))).toBe('nas');
    expect(fetching(['local', 'nas'], { host: FAR, target: 'local' }, places('removed'))).toBe('target');
  });
});

it('takes over the places of a plan that help on another server', () => {
  const { targets } = places();
  expect(placesForCopy(['local', 'nas', 'store', 'old-nas', 'unknown'], targets, HOME)).toEqual([
    ...['local', 'nas', 'store'],
  ]);
  expect(placesForCopy(['nas', 'store'], targets, FAR)).toEqual(['nas']);
  expect(placesForCopy(['closed'], targets, HOME)).toEqual(['local']);
});
