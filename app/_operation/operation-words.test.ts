// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { failure } from '#contract/failure.ts';
import { hadNothingToDo, operationNoun, operationTitle } from './operation-words.ts';

const asked = {
  ...{ domain: null, withData: null, issuer: null, backup: null, packageVersion: null },
  ...{ forget: null, deleteKept: null, closing: null, retain: null },
};

test('an operation is named by how it ended', () => {
  const update = { kind: 'update' as const, asked, failure: null };
  expect(operationTitle(update, 'running', 'News')).toBe('Updating News');
  expect(operationTitle(update, 'succeeded', 'News')).toBe('News is up to date');
  expect(operationTitle(update, 'failed', 'News')).toBe('News was not updated');
});

test('that nothing newer was found is no failure for people', () => {
  const nothing = failure('nothing-to-update', 'It is the newest there is.');
  expect(hadNothingToDo({ state: 'failed', failure: nothing })).toBe(true);
  expect(hadNothingToDo({ state: 'failed', failure: failure('build-failed', 'No.') })).toBe(false);
  expect(operationTitle({ kind: 'update', asked, failure: nothing }, 'failed', 'News')).toBe(
    'News is up to date',
  );
});

test('deleting backups is told apart from planning them', () => {
  const plan = { kind: 'set-backup-plan' as const, failure: null };
  expect(operationNoun({ ...plan, asked })).toBe('Backup plan');
  const one = { ...asked, forget: '20261126T031502Z-4f1c' };
  expect(operationTitle({ ...plan, asked: one }, 'succeeded', 'News')).toBe('A backup of News is deleted');
  expect(operationNoun({ ...plan, asked: { ...asked, deleteKept: true } })).toBe('Deletion of its backups');
});
