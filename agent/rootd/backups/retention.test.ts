// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { shrinkage } from './make-backup.ts';
import { forgetArguments, unneededReleases } from './retention.ts';

const digest = (sign: string) => sign.repeat(64);

describe('retention', () => {
  it('looks at passing backups only, and keeps the newest and those of the last day', () => {
    const args = forgetArguments({
      keep: { daily: 7, weekly: 0, monthly: 6 },
      pinned: ['20261126T031502Z-4f1c'],
      timezone: null,
    });
    expect(args).toEqual([
      'forget',
      '--tag=passing',
      '--group-by=',
      '--keep-last=1',
      '--keep-within=1d',
      '--keep-daily=7',
      '--keep-monthly=6',
      '--keep-tag=backup:20261126T031502Z-4f1c',
    ]);
  });

  it('lets go of a release when no backup ran on it', () => {
    const snapshots = [
      { id: '1', tags: ['backup', `root:${digest('a')}`], backup: null },
      { id: '2', tags: [`release:${digest('a')}`], backup: null },
      { id: '3', tags: [`release:${digest('b')}`], backup: null },
    ];
    expect(unneededReleases(snapshots).map(({ id }) => id)).toEqual(['3']);
  });
});

describe('a backup that shrank', () => {
  const before = { files: 100, dataBytes: 1000 };
  it('is warned of when more than half of the files or bytes are gone', () => {
    expect(shrinkage(before, { files: 49, dataBytes: 1000 })?.message).toContain('51 of 100 files');
    expect(shrinkage(before, { files: 100, dataBytes: 400 })?.message).toContain('60 per cent');
  });
  it('is fine when it is the first, or lost less', () => {
    expect(shrinkage(null, { files: 0, dataBytes: 0 })).toBeNull();
    expect(shrinkage(before, { files: 50, dataBytes: 500 })).toBeNull();
  });
});
