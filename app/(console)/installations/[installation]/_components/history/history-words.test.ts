// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import type { HistoryEntry } from '#contract/history.ts';
import { actionWords, historyLines, operationWords } from './history-words.ts';

const asked = {
  ...{ domain: null, withData: null, issuer: null, backup: null, packageVersion: null },
  ...{ forget: null, deleteKept: null, closing: null, retain: null },
};
const backup = (id: string): HistoryEntry => ({ type: 'backup', id, atMs: 1, dataBytes: 1, elsewhere: true });
const looked: HistoryEntry = {
  ...{ type: 'asked', id: 'a', atMs: 1, who: 'Ada', accepted: true, operation: null },
  action: 'installations.revealSignIn',
};

test('an operation says what it was asked for', () => {
  const words = (kind: Parameters<typeof operationWords>[0]['kind'], more: object = {}, again = false) =>
    operationWords({ kind, again, asked: { ...asked, ...more } });
  expect(words('update', { packageVersion: '1.1.0' })).toBe('Update to package 1.1.0');
  expect(words('update', { packageVersion: '1.1.0' }, true)).toBe('Update to package 1.1.0, again');
  expect(words('roll-back', { packageVersion: '1.0.0', withData: true })).toBe(
    'Way back to package 1.0.0, with the data of then',
  );
  expect(words('change-domain', { domain: 'daily.town.example' })).toBe(
    'Change of address to daily.town.example',
  );
  expect(words('set-certificate', { issuer: 'acme' })).toBe('Certificate from a public authority');
  expect(words('restart')).toBe('Restart');
  expect(words('set-backup-plan')).toBe('Backup plan');
  expect(words('set-backup-plan', { forget: '20261126T031502Z-4f1c' })).toBe('Deletion of a backup');
});

test('backups in a row are one line, and others are not', () => {
  const lines = historyLines([backup('3'), backup('2'), looked, backup('1')]);
  expect(lines).toMatchObject([
    { type: 'backups', count: 2, newest: { id: '3' }, oldest: { id: '2' } },
    { type: 'asked' },
    { type: 'backups', count: 1, newest: { id: '1' }, oldest: { id: '1' } },
  ]);
});

test('a procedure that has no words yet is shown by its name', () => {
  expect(actionWords('updates.update')).toBe('Update');
  expect(actionWords('something.new')).toBe('something.new');
});
