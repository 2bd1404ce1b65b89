// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { paths } from '#agent/host/paths.ts';
import type { Failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { ok, type Result } from '#contract/result.ts';
import type { RootdContext } from '../context.ts';
import { createSystemAccount } from '../unix-users.ts';

export const STORE_USER = 'hop3-store';

/** Root's, so that the account can change neither its keys nor its only command. */
export const STORE_HOME = '/var/lib/hop3-store';
const DOOR = `${STORE_HOME}/door`;

/**
 * The only command of the account, whatever is asked for: takes the one word asked for as the name of a repository, in
 * the directory of the key that came in, and serves it by restic's protocol, adding only. Anything else is refused.
 */
const DOOR_TEXT = `#!/bin/sh
# Placed by hop3; changes are overwritten.
set -eu
umask 077
case $1 in *[!0-9a-f]*|'') exit 1 ;; esac
case \${SSH_ORIGINAL_COMMAND:-} in
  ????????-????-????-????-????????????) ;;
  *) echo 'Only repositories of backups are served here.' >&2; exit 1 ;;
esac
case $SSH_ORIGINAL_COMMAND in *[!0-9a-f-]*) exit 1 ;; esac
exec rclone --config /dev/null serve restic --stdio --append-only "${paths.store}/$1/$SSH_ORIGINAL_COMMAND"
`;

/** Directory of what came in by a key. */
export const directoryOfKey = (publicKey: string): string =>
  createHash('sha256').update(publicKey).digest('hex').slice(0, 32);

/** authorized_keys. Pure. */
export function authorizedKeys(publicKeys: readonly string[]): string {
  return [...new Set(publicKeys)]
    .map((key) => `restrict,command="${DOOR} ${directoryOfKey(key)}" ${key}\n`)
    .join('');
}

/** Account, door and list of keys; done again it replaces the list. */
export async function makeStore(
  publicKeys: readonly string[],
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { host } = context;
  const account = await context.shared.run('users', () =>
    createSystemAccount({ name: STORE_USER, home: STORE_HOME, shell: '/bin/sh' }, host),
  );
  if (!account.ok) return account;
  const own = { uid: account.value.uid, gid: account.value.gid, mode: 0o700 };
  const root = { uid: 0, gid: 0, mode: 0o755 };
  await host.makeDirectory(STORE_HOME, root);
  await host.makeDirectory(`${STORE_HOME}/.ssh`, root);
  await host.writeAtomic(DOOR, DOOR_TEXT, { mode: 0o755 });
  await host.makeDirectory(paths.store, own);
  for (const key of publicKeys) await host.makeDirectory(`${paths.store}/${directoryOfKey(key)}`, own);
  await host.writeAtomic(`${STORE_HOME}/.ssh/authorized_keys`, authorizedKeys(publicKeys), { mode: 0o644 });
  return ok(undefined);
}

/** The repositories of an installation that are stored here. */
export async function storedRepositories(
  of: InstallationId,
  { host }: RootdContext,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await host.list(paths.store)) {
    const directory = `${paths.store}/${name}/${of}`;
    if (/^[0-9a-f]{32}$/.test(name) && (await host.exists(`${directory}/config`))) found.push(directory);
  }
  return found;
}
