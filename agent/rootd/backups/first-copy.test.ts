// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { onlyVanished } from './first-copy.ts';

const result = (stderr: string, stdout = '') => ({
  exitCode: 3,
  signal: null,
  timedOut: false,
  stdout,
  stderr,
});
const error = (of: unknown) => `${JSON.stringify({ message_type: 'error', error: of, item: '/x' })}\n`;

describe('a backup of an app that runs on', () => {
  it('lacks nothing when every error is a file that was gone: as restic 0.18 and 0.14 say it', () => {
    const newer = error({ message: 'lstat /hop3/backup/data/tmp/1: no such file or directory' });
    const attributes = error({
      message: 'incomplete metadata for data/tmp/2: xattr.list data/tmp/2: no such file or directory',
    });
    const older = error({ Op: 'lstat', Path: '/hop3/backup/data/tmp/3', Err: 2 });
    expect(onlyVanished(result(newer + attributes))).toBe(true);
    expect(onlyVanished(result(older))).toBe(true);
  });

  it('lacks something when anything else went wrong', () => {
    const denied = error({ Op: 'open', Path: '/hop3/backup/data/secret', Err: 13 });
    const gone = error({ Op: 'lstat', Path: '/hop3/backup/data/tmp/3', Err: 2 });
    expect(onlyVanished(result(gone + denied))).toBe(false);
    expect(onlyVanished(result(error({ message: 'read /hop3/backup/data/x: input/output error' })))).toBe(
      false,
    );
    expect(onlyVanished(result('Fatal: something without an error of a file'))).toBe(false);
  });
});
