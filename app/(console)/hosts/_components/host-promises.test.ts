// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { hostPromisesLabel, promisesOn } from './host-promises.ts';

const app = (host: string, state: InstallationView['state'], backup: 'kept' | 'broken') =>
  ({
    ...{ host, state },
    promises: [
      { id: 'backup', state: backup },
      { id: 'health', state: 'kept' },
    ],
  }) as InstallationView;

test('a host keeps the promises of what is installed on it, and of nothing else', () => {
  const found = promisesOn('a', [
    app('a', 'running', 'kept'),
    app('a', 'stopped', 'broken'),
    app('a', 'installing', 'broken'),
    app('b', 'running', 'broken'),
  ]);
  expect(hostPromisesLabel(found)).toBe('3 of 4 promises kept');
  expect(found.together).toEqual([
    { id: 'backup', state: 'broken' },
    { id: 'health', state: 'kept' },
  ]);
});
