// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { plainText } from './ids.ts';

/** Every reason for which work on a host can fail in an expected way. */
export const failureCode = z.enum([
  'host-unreachable',
  'host-key-changed',
  'host-unsuitable',
  'agent-outdated',
  'not-enough-memory',
  'not-enough-disk',
  'port-taken',
  'domain-taken',
  'name-taken',
  'domain-not-pointing-here',
  'package-not-found',
  'package-version-gone',
  'download-failed',
  'checksum-mismatch',
  'build-failed',
  'addon-failed',
  'hook-failed',
  'start-failed',
  'check-failed',
  'sign-in-failed',
  'certificate-failed',
  'rate-limited',
  'backup-failed',
  'backup-target-failed',
  'restore-refused',
  'restore-failed',
  'count-shrank',
  'nothing-to-update',
  'proxy-refused',
  'ticket-refused',
  'input-refused',
  'busy',
  'cancelled',
  'not-found',
  'internal',
]);
export type FailureCode = z.infer<typeof failureCode>;

/**
 * A failure a person can act on. `message` says what failed and why in plain words, `remedy` what to do,
 * `detail` is technical (last lines of a log), shown one click away. No secret may be in any of them.
 */
export const failureSchema = z.strictObject({
  code: failureCode,
  message: plainText.max(1000),
  remedy: plainText.max(1000).nullable(),
  detail: plainText.max(20_000).nullable(),
});
export type Failure = z.infer<typeof failureSchema>;

export const failure = (
  code: FailureCode,
  message: string,
  extra: { remedy?: string; detail?: string } = {},
): Failure => ({ code, message, remedy: extra.remedy ?? null, detail: extra.detail ?? null });
