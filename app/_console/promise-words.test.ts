// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { promisesLabel, promiseTroubles, worstOf } from './promise-words.ts';

const promises = (...states: InstallationView['promises'][number]['state'][]): InstallationView['promises'] =>
  (['restore', 'backup', 'certificate', 'health', 'update'] as const).map((id, index) => ({
    id,
    state: states[index] ?? 'kept',
  }));

test('the seal says in words what it shows', () => {
  expect(promisesLabel(promises())).toBe('5 of 5 promises kept');
  expect(promisesLabel(promises('unknown', 'needs-you'))).toBe(
    '3 of 5 promises kept: restore not proven, backups need you',
  );
});

test('what is broken comes before what needs somebody; what is unknown is no trouble', () => {
  expect(promiseTroubles(promises('unknown', 'needs-you', 'broken')).map(({ words }) => words)).toEqual([
    'certificate has ended',
    'backups need you',
  ]);
});

test('several installations together are as good as the worst of them', () => {
  const together = worstOf([promises('kept', 'needs-you'), promises('unknown', 'broken')]);
  expect(together.map(({ state }) => state)).toEqual(['unknown', 'broken', 'kept', 'kept', 'kept']);
  expect(worstOf([])).toEqual([]);
});
