// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { failureSchema } from '#contract/failure.ts';
import { buildFailure, diskFull } from './build-failure.ts';

const ended = (stderr: string, timedOut = false) => ({
  exitCode: timedOut ? null : 100,
  signal: null,
  timedOut,
  stdout: '',
  stderr,
});

describe('a failed program becomes a failure that a person can act on', () => {
  it.each([
    ['dpkg: error: cannot copy: No space left on device', 'not-enough-disk'],
    ["E: You don't have enough free space in /var/cache/apt/archives/.", 'not-enough-disk'],
    ['npm error code ENOSPC', 'not-enough-disk'],
    ['E: Failed to fetch http://m.example/x.deb  Hash Sum mismatch', 'checksum-mismatch'],
    ['npm error code EINTEGRITY', 'checksum-mismatch'],
    ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.', 'checksum-mismatch'],
    ["Err: The following signatures couldn't be verified ... NO_PUBKEY 6ED0E7B82643E131", 'host-unsuitable'],
    ['E: Unable to locate package minifluxx', 'package-not-found'],
    ['npm error code E404', 'package-version-gone'],
    ['ERROR: No matching distribution found for radicale==99.0', 'package-version-gone'],
    [
      "NewConnectionError('x: [Errno -3] Temporary failure in name resolution')\nERROR: No matching distribution found for a==1",
      'download-failed',
    ],
    ['E: Failed to fetch http://m.example/x.deb  Unable to connect to m.example:http:', 'download-failed'],
    ['npm error code EAI_AGAIN', 'download-failed'],
    ["ModuleNotFoundError: No module named 'shlex'", 'build-failed'],
    ['something else', 'build-failed'],
  ])('%s', (text, code) => {
    const made = buildFailure('doing this', ended(text));
    expect(made.code).toBe(code);
    expect(made.remedy).not.toBeNull();
    expect(failureSchema.safeParse(made).success).toBe(true);
  });

  it('names the package that is not there', () => {
    expect(buildFailure('x', ended('E: Unable to locate package minifluxx')).message).toContain('minifluxx');
  });

  it('says when it took too long', () => {
    expect(buildFailure('fetching', ended('', true)).message).toContain('too long');
  });

  it('keeps control characters of programs out of the detail', () => {
    expect(buildFailure('x', ended('\u001b[31mred\u0007\nnext')).detail).toBe('[31mred\nnext');
  });
});

it('a full disk met while writing is a failure; other errors are not', () => {
  expect(diskFull(Object.assign(new Error('x'), { code: 'ENOSPC' }))?.code).toBe('not-enough-disk');
  expect(diskFull(new Error('a bug'))).toBeNull();
});
