// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { line } from './strings.ts';

/**
 * `[guard]`: the app has no sign-in of its own. A small nginx in its sealed root stands before it, asks for the name and
 * password of `[admin]` (HTTP basic authentication), and passes on whom it let in as Remote-User. The account is made and
 * changed by us: `[admin]` has neither create, verify, reset nor env. The app listens on its port. [healthcheck] asks the
 * app itself, past the guard.
 */
export const guardSchema = z.strictObject({
  /** What the browser shows with its question. */
  realm: line
    .max(60)
    .regex(/^[A-Za-z0-9 ._-]+$/, 'letters, digits, spaces and . _ -')
    .default('Sign in'),
});

/** Name and hash of the one account, in the app's data, so that it goes with backups and restores. */
export const GUARD_FILE = '/data/.hop3-guard';

/** Of the root, besides the app's own. */
const GUARD_PACKAGES = ['nginx-light', 'openssl'];

const SET = `umask 077 && hash=$(printf '%s\\n' "$ADMIN_PASSWORD" | openssl passwd -6 -stdin) && printf '%s:%s\\n' "$ADMIN_USERNAME" "$hash" > ${GUARD_FILE}.new && mv ${GUARD_FILE}.new ${GUARD_FILE}`;
const VERIFY = `IFS=: read -r name hash < ${GUARD_FILE} && [ "$name" = "$ADMIN_USERNAME" ] && salt=$(printf '%s' "$hash" | cut -d '$' -f 3) && [ "$(printf '%s\\n' "$ADMIN_PASSWORD" | openssl passwd -6 -salt "$salt" -stdin)" = "$hash" ]`;

interface Guarded {
  guard?: z.output<typeof guardSchema> | undefined;
  admin?: { create?: unknown; verify?: unknown; reset?: unknown } | undefined;
  run: { packages: string[] };
  backup: { paths: string[] };
}

/** A guarded app's account is ours to make: what a package leaves out for that. Done twice it changes nothing. */
export function withGuard<M extends Guarded>(manifest: M): M {
  if (manifest.guard === undefined) return manifest;
  const { run, backup, admin } = manifest;
  const file = GUARD_FILE.slice('/data/'.length);
  return {
    ...manifest,
    ...(admin === undefined ? {} : { admin: { ...admin, create: SET, verify: VERIFY, reset: SET } }),
    run: { ...run, packages: [...new Set([...run.packages, ...GUARD_PACKAGES])] },
    backup: backup.paths.length === 0 ? backup : { ...backup, paths: [...new Set([...backup.paths, file])] },
  };
}

/** Whether `command` is one that withGuard put there. */
export const isGuardCommand = (command: unknown): boolean => command === SET || command === VERIFY;
