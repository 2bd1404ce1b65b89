// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';

/**
 * The strings that a manifest is made of. Every one refuses control characters; every expression here is
 * linear in time (no nested or overlapping repetition).
 */

/** One line of text. */
export const line = z
  .string()
  .min(1, 'must not be empty')
  .max(2000)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'no control characters');

/** Text that may have several lines (newline only). */
export const paragraph = z
  .string()
  .min(1, 'must not be empty')
  .max(20_000)
  .regex(/^(?:\n|[^\p{Cc}])*$/u, 'no control characters but newline');

/** Names of settings, processes, addons, volumes: also parts of file and unit names. */
export const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'lowercase letters, digits and hyphens, a letter first, at most 31');

/** An absolute path without empty, `.` or `..` segments and without a slash at the end (but `/` itself is refused). */
export const absolutePath = z
  .string()
  .max(300)
  .regex(/^(?:\/[A-Za-z0-9._@+,=-]+)+$/, 'an absolute path such as /var/lib/app')
  .refine((path) => !hasDotSegment(path), 'no . or .. in a path');

/** A relative path without empty, `.` or `..` segments. */
export const relativePath = z
  .string()
  .max(300)
  .regex(/^[A-Za-z0-9._@+,=-]+(?:\/[A-Za-z0-9._@+,=-]+)*$/, 'a relative path such as hooks/install.php')
  .refine((path) => !hasDotSegment(path), 'no . or .. in a path');

/** A path of a URL with an optional query: printable ASCII, may hold `${name}`; no `..` segment. */
export const urlPath = z
  .string()
  .max(1000)
  .regex(/^\/[!-~]*$/, 'a path of the site such as /login')
  .refine((path) => !path.startsWith('//') && !path.includes('\\'), 'one slash first and no backslash')
  .refine((path) => !hasDotSegment(path.split(/[?#]/, 1)[0] ?? ''), 'no . or .. in a path');

export const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'letters, digits and underscores')
  .refine((name) => !name.startsWith('LD_') && name !== 'PATH', 'PATH and LD_* belong to the system')
  .refine((name) => name !== '__proto__', 'not a name for a variable');

/** A Debian package name. */
export const debianPackage = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.+-]{1,79}$/, 'the name of a Debian package (lowercase, digits, + . -)');

export const headerName = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'a header name such as X-Token');

/** Name of a field of a web form or of a key that an app reads. */
export const fieldName = z.string().regex(/^[A-Za-z0-9_.:@[\]-]{1,100}$/, 'the name of a form field');

/** A number of bytes: digits and M or G (powers of 1024). */
export const size = z.string().regex(/^[1-9][0-9]{0,5}[MG]$/, 'a size such as 512M or 2G');

/** Bytes of a `size`. */
export function bytesOf(value: string): number {
  const unit = value.endsWith('G') ? 1024 ** 3 : 1024 ** 2;
  return Number(value.slice(0, -1)) * unit;
}

export const seconds = (fallback: number, max = 3600) => z.int().min(1).max(max).default(fallback);

function hasDotSegment(path: string): boolean {
  return path.split('/').some((segment) => segment === '.' || segment === '..');
}
