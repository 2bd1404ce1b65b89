// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import type { BackupManifest } from '#contract/backup.ts';
import { refuseManifest, refuseNewer } from './snapshot-refusals.ts';
import { notesApp } from './test-apps.ts';
import { manyProcesses } from './test-package.ts';

const pack = notesApp();
const manifest = (change: Partial<BackupManifest> = {}): BackupManifest => ({
  version: 1,
  backup: '20261126T031502Z-4f1c',
  installation: '0199aaaa-0000-7000-8000-000000000001' as BackupManifest['installation'],
  title: 'Notes',
  domain: 'notes.example.org',
  publicPort: 443,
  package: pack,
  packageDigest: 'b'.repeat(64),
  rootDigest: 'a'.repeat(64),
  rootVersion: '1',
  settings: {},
  admin: null,
  timezone: 'UTC',
  language: 'en',
  hooksDone: [],
  addons: ['postgres', 'mysql', 'redis'].map((type) => ({ name: type, type, version: '1' })),
  sqlite: [],
  atMs: 0,
  ...change,
});

it('a backup of this app, with all that its package has, is taken', () => {
  expect(refuseManifest(manifest(), { package: notesApp('2') })).toBeNull();
});

it.each([
  ['another app', manifest({ package: manyProcesses() }), 'this installation is notes'],
  ['a missing database', manifest({ addons: manifest().addons.slice(1) }), 'data of its postgres'],
  [
    'a database of another kind',
    manifest({ addons: manifest().addons.map((addon) => ({ ...addon, type: 'redis' })) }),
    'data of its postgres',
  ],
])('a backup with %s is refused', (_, of, why) => {
  expect(refuseManifest(of, { package: pack })).toMatchObject({
    code: 'restore-refused',
    message: expect.stringContaining(why),
  });
});

it.each([
  ['17', '17.12', false],
  ['17', '15.9', true],
  ['15', '17.2', false],
  ['10.11', '11.8.9', false],
  ['11.8', '11.8.2', false],
  ['11.8', '10.11.6', true],
  ['', '17.1', true],
  ['9.x', '17.1', true],
])('data of version %j on %j: refused is %j', (dump, host, expected) => {
  expect(refuseNewer('postgres', dump, host) !== null).toBe(expected);
});
