// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RunResult } from '#agent/host/host.ts';
import { type Failure, type FailureCode, failure } from '#contract/failure.ts';
import { detailOf } from '../context.ts';

interface Sign {
  readonly pattern: RegExp;
  readonly code: FailureCode;
  readonly message: (place: string) => string;
  readonly remedy: string;
}

/** What restic, ssh and rclone print when they fail for a reason that a person can act on; the first that fits. */
const SIGNS: readonly Sign[] = [
  {
    pattern: /No space left on device|disk quota exceeded|\bENOSPC\b|insufficient space/i,
    code: 'not-enough-disk',
    message: (place) => `There is no room left for backups ${place}.`,
    remedy: 'Free some space there, keep fewer backups, or choose another place for them.',
  },
  {
    pattern: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|no matching host key type/i,
    code: 'host-key-changed',
    message: (place) => `What answers ${place} is not the server whose key was pinned, so nothing was sent.`,
    remedy:
      'If that server was really set up anew, add it as a place for backups again; else somebody may be in between.',
  },
  {
    pattern: /Permission denied \(|Too many authentication failures/i,
    code: 'backup-target-failed',
    message: (place) => `The key of this server is not accepted ${place}.`,
    remedy: 'Put the public key that the page of this place shows into its authorized_keys.',
  },
  {
    pattern:
      /Could not resolve hostname|Connection (?:timed out|refused|reset|closed)|No route to host|Network is unreachable|Operation timed out|Timeout, server|kex_exchange_identification/i,
    code: 'backup-target-failed',
    message: (place) => `The place for backups ${place} cannot be reached.`,
    remedy: 'Check that it is on, and that its name, port and firewall are right.',
  },
  {
    pattern: /repository is already locked|unable to create lock in backend/i,
    // Not `busy`, which means that nothing was begun: the app may have been stopped for it.
    code: 'backup-target-failed',
    message: (place) => `Other work on the backups ${place} has not ended yet.`,
    remedy: 'Wait until it has ended, then try again.',
  },
  {
    pattern: /wrong password or no key found/i,
    code: 'backup-target-failed',
    message: (place) => `The backups ${place} are encrypted with another password than this installation's.`,
    remedy: 'Somebody put another repository there: choose another directory.',
  },
  {
    pattern:
      /(?:permission denied|read-only file system)[^\n]*|(?:create|open) repository[^\n]*(?:mkdir|failed)/i,
    code: 'backup-target-failed',
    message: (place) => `The account ${place} may not write in the directory of the backups.`,
    remedy: 'Give that account the directory, or choose another one.',
  },
];

/** Marks damage in a repository: said by `check`, or met when something is read back. */
const DAMAGE =
  /repository contains errors|pack [0-9a-f]+ (?:contains|failed|damaged|does not|not)|ciphertext verification failed|invalid data returned|data corruption|hash mismatch|does not match|is corrupted|blob [0-9a-f]+ not found|unexpected EOF|load\(<(?:data|index|snapshot)/i;

export const saysDamage = (result: RunResult): boolean => DAMAGE.test(`${result.stdout}\n${result.stderr}`);

export const isLocked = (result: RunResult): boolean =>
  /repository is already locked|unable to create lock in backend/i.test(result.stderr);

/** The repository is not there (as far as restic could look). */
export const isMissing = (result: RunResult): boolean =>
  /Is there a repository at the following location\?|repository does not exist/i.test(result.stderr);

/** `doing`: "The backup could not be stored"; `place` completes it: "at backup.example.org". */
export function resticFailure(doing: string, place: string, result: RunResult): Failure {
  const output = `${result.stdout}\n${result.stderr}`;
  const detail = detailOf(withoutStatus(output)).trim();
  if (result.timedOut) {
    return failure('backup-failed', `${doing} ${place}: it took too long.`, {
      remedy: 'Try again; a faster connection or a nearer place may be needed.',
      detail,
    });
  }
  if (/\bOut of memory\b|oom-kill|signal: killed/i.test(output) || result.exitCode === 137) {
    return failure('not-enough-memory', `${doing} ${place}: the server's memory was used up.`, {
      remedy: 'Stop something else on this server or give it more memory, then try again.',
      detail,
    });
  }
  // What ssh says of a broken connection stands beside restic's own words of damage.
  const sign = SIGNS.find(({ pattern }) => pattern.test(output));
  if (sign) return failure(sign.code, sign.message(place), { remedy: sign.remedy, detail });
  if (saysDamage(result)) {
    return failure('backup-target-failed', `What is stored ${place} is damaged.`, {
      remedy: 'Its disk may be failing. Choose another place for backups, and look at that one.',
      detail,
    });
  }
  return failure('backup-failed', `${doing} ${place}.`, {
    remedy: 'Look at what it said in the details, then try again.',
    detail,
  });
}

/** restic's progress in JSON, several a minute, is no help in a failure. */
function withoutStatus(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('{"message_type":"status"'))
    .join('\n');
}
