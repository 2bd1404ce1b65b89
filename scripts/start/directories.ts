// SPDX-License-Identifier: AGPL-3.0-or-later
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import type { HomePaths } from '#server/home.ts';
import type { Accounts } from './accounts.ts';

/**
 * The folders of a home that several accounts share: sockets and logs are for the group hop3-control; PostgreSQL,
 * which is not in it, goes through to its own folder; nobody replaces a socket of another (sticky). Where all are one
 * account, nobody else has a way in.
 */
export function makeDirectories(paths: HomePaths, accounts: Accounts): void {
  const asRoot = process.getuid?.() === 0;
  mkdirSync(paths.home, { recursive: true, mode: 0o755 });
  mkdirSync(paths.app, { recursive: true, mode: 0o755 });
  const modes = [
    [paths.run, 0o1771],
    [paths.log, 0o771],
  ] as const;
  for (const [directory, mode] of modes) {
    mkdirSync(directory, { recursive: true });
    chmodSync(directory, asRoot ? mode : 0o700);
    if (asRoot) chownSync(directory, 0, accounts.web.gid);
  }
}
