// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { isLocked, isMissing, resticFailure, saysDamage } from './restic-failure.ts';

const result = (stderr: string, exitCode = 1) => ({
  exitCode,
  signal: null,
  timedOut: false,
  stdout: '',
  stderr,
});

describe('what restic says, in words that help', () => {
  it.each([
    [
      'host-key-changed',
      'subprocess ssh: Host key verification failed.\nFatal: unable to open repository at sftp:x',
    ],
    ['backup-target-failed', 'subprocess ssh: backup@192.0.2.1: Permission denied (publickey).'],
    ['backup-target-failed', 'subprocess ssh: ssh: connect to host 192.0.2.1 port 22: Connection refused'],
    ['backup-target-failed', 'ssh: Could not resolve hostname nas: Name or service not known'],
    [
      'not-enough-disk',
      'Fatal: unable to save snapshot: write /hop3/repository/data/00: no space left on device',
    ],
    ['backup-target-failed', 'Fatal: wrong password or no key found'],
    [
      'backup-target-failed',
      'unable to create lock in backend: repository is already locked exclusively by PID 1 on vm by root (UID 0, GID 0)',
    ],
    ['backup-failed', 'Fatal: something new'],
  ])('%s: %s', (code, text) => {
    const said = resticFailure('The backup could not be stored', 'at nas.example.org', result(text));
    expect(said.code).toBe(code);
    expect(said.message).toContain('nas.example.org');
    expect(said.remedy).not.toBeNull();
  });

  it('leaves lines of progress out of the details', () => {
    const text = '{"message_type":"status","percent_done":0.5}\nFatal: something new';
    expect(resticFailure('It failed', 'here', result(text)).detail).toBe('Fatal: something new');
  });

  it('tells a lock, a repository that is not there and damage apart', () => {
    expect(
      isLocked(result('unable to create lock in backend: repository is already locked by PID 7 on a')),
    ).toBe(true);
    expect(isMissing(result('Is there a repository at the following location?\n/r'))).toBe(true);
    expect(isMissing(result('Fatal: wrong password or no key found'))).toBe(false);
    // restic 0.14 and 0.18, after a byte of a pack was flipped.
    expect(saysDamage(result('Fatal: repository contains errors'))).toBe(true);
    expect(saysDamage(result('Pack ID does not match, want 1234abcd, got 98765432'))).toBe(true);
    expect(saysDamage(result('Fatal: unable to open config file'))).toBe(false);
  });
});
