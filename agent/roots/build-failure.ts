// SPDX-License-Identifier: AGPL-3.0-or-later

import type { RunResult } from '#agent/host/host.ts';
import { type Failure, type FailureCode, failure } from '#contract/failure.ts';

interface Sign {
  readonly pattern: RegExp;
  readonly code: FailureCode;
  readonly message: (doing: string, found: string) => string;
  readonly remedy: string;
}

const NO_DOWNLOAD = (doing: string): string => `The server could not download what it needs while ${doing}.`;
const REACH_THE_NET = "Check the server's internet connection and name resolution, then try again.";

/** What programs print when they fail for a reason that a person can act on; the first that fits. */
const SIGNS: readonly Sign[] = [
  {
    pattern: /No space left on device|\bENOSPC\b|enough free space in/i,
    code: 'not-enough-disk',
    message: (doing) => `The server's disk became full while ${doing}.`,
    remedy: 'Free some space on the server or give it a bigger disk, then try again.',
  },
  {
    pattern: /Hash Sum mismatch|\bEINTEGRITY\b|DO NOT MATCH THE HASHES|checksum mismatch/i,
    code: 'checksum-mismatch',
    message: (doing) => `A file did not have the expected checksum while ${doing}, so it was not used.`,
    remedy: 'Try again; if it stays so, the mirror or something on the way changes files.',
  },
  {
    pattern:
      /NO_PUBKEY|is not signed|signatures? (?:couldn't|could not|cannot) be verified|Missing key|sqv.*(?:error|no valid)/i,
    code: 'host-unsuitable',
    message: (doing) => `The signatures of the Debian archive could not be checked while ${doing}.`,
    remedy:
      "Update the server's package debian-archive-keyring (it may be too old to know this Debian release), then try again.",
  },
  {
    pattern:
      /Unable to locate package ([a-z0-9.+-]+)|Package '?([a-z0-9.+-]+)'? has no installation candidate/i,
    code: 'package-not-found',
    message: (_doing, found) => `The Debian archive has no package ${found || 'of that name'}.`,
    remedy: 'The app’s description needs mending: tell whoever publishes it.',
  },
  {
    // pip ends with "No matching distribution found" then, too.
    pattern: /NewConnectionError|Temporary failure in name resolution/i,
    code: 'download-failed',
    message: NO_DOWNLOAD,
    remedy: REACH_THE_NET,
  },
  {
    pattern: /\bE404\b|\bETARGET\b|No matching distribution found for ([^\s(]+)|\bnotarget\b/i,
    code: 'package-version-gone',
    message: (doing, found) =>
      `A version that the app is made of is no longer there${found ? ` (${found})` : ''}: it was looked for while ${doing}.`,
    remedy: 'The app’s description needs mending: tell whoever publishes it.',
  },
  {
    pattern:
      /Could not resolve|Temporary failure resolving|Failed to fetch|Unable to connect|Connection (?:timed out|refused|failed|reset)|Could not connect|\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b|Read timed out|CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|[45]\d\d (?:Server Error|Not Found|Bad Gateway|Service Unavailable)/i,
    code: 'download-failed',
    message: NO_DOWNLOAD,
    remedy: REACH_THE_NET,
  },
];

/** `doing` completes "while ...": "installing Debian packages". */
export function buildFailure(doing: string, result: RunResult): Failure {
  const output = `${result.stdout}\n${result.stderr}`;
  const detail = lastLines(output);
  if (result.timedOut) {
    return failure('build-failed', `It took too long: stopped while ${doing}.`, {
      remedy: 'Try again; a faster connection or server may be needed.',
      detail,
    });
  }
  for (const sign of SIGNS) {
    const match = sign.pattern.exec(output);
    if (match) {
      const found = (match[1] ?? match[2] ?? '').slice(0, 100);
      return failure(sign.code, sign.message(doing, found), { remedy: sign.remedy, detail });
    }
  }
  return failure('build-failed', `Building failed while ${doing}.`, {
    remedy: 'Look at the last lines of its log; trying again may help if the server was busy.',
    detail,
  });
}

/** A full disk met by our own writing; anything else is a bug or broken infrastructure and is thrown on. */
export function diskFull(error: unknown): Failure | null {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && !/No space left on device/.test(String(error))) return null;
  return failure('not-enough-disk', "The server's disk became full while building.", {
    remedy: 'Free some space on the server or give it a bigger disk, then try again.',
  });
}

/** The last 60 lines, without control characters, at most 16,000 characters. */
function lastLines(text: string): string {
  const clean = text.replace(/[^\P{Cc}\n]/gu, '');
  return clean.trim().split('\n').slice(-60).join('\n').slice(-16_000);
}
