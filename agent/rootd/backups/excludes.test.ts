// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { backupSchema } from '#contract/manifest/run.ts';
import { excludeLines } from './excludes.ts';

const lines = (backup: object) => excludeLines(backupSchema.parse(backup), '/d');

describe('what a backup leaves out', () => {
  it('is nothing when the package says nothing', () => {
    expect(lines({})).toEqual([]);
  });

  it('is what the package excludes, and the own files of copied databases', () => {
    expect(lines({ exclude: ['cache/*', 'logs'], sqlite: ['db/app.db'] })).toEqual([
      '/d/cache/*',
      '/d/logs',
      '/d/db/app.db',
      '/d/db/app.db-wal',
      '/d/db/app.db-shm',
      '/d/db/app.db-journal',
    ]);
  });

  it('is everything but the paths that the package names, step by step', () => {
    expect(lines({ paths: ['uploads', 'a/b/c', 'a/b/d'] })).toEqual([
      '/d/*',
      '!/d/a',
      '/d/a/*',
      '!/d/a/b',
      '/d/a/b/*',
      '!/d/uploads',
      '!/d/a/b/c',
      '!/d/a/b/d',
    ]);
  });

  it('closes nothing inside a path that is taken whole', () => {
    expect(lines({ paths: ['a', 'a/b'] })).toEqual(['/d/*', '!/d/a', '!/d/a/b']);
  });
});
