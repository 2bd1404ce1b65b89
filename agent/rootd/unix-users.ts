// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host } from '#agent/host/host.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { detailOf } from './context.ts';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Asks the system, by name or by number. */
export async function findAccount(key: string | number, host: Host): Promise<Account | null> {
  const found = await host.run(['getent', 'passwd', String(key)], { timeoutMs: 20_000 });
  if (found.exitCode !== 0) return null;
  const [name = '', , uid = '', gid = ''] = found.stdout.split('\n')[0]?.split(':') ?? [];
  return { name, uid: Number(uid), gid: Number(gid) };
}

export async function findGroup(name: string | number, host: Host): Promise<number | null> {
  const found = await host.run(['getent', 'group', String(name)], { timeoutMs: 20_000 });
  return found.exitCode === 0 ? Number(found.stdout.split(':')[2]) : null;
}

/** A user and a group of the same name and number, without home, shell and password. */
export async function createAccount(name: string, id: number, host: Host): Promise<Result<void, Failure>> {
  const there = await findAccount(name, host);
  if (there) return there.uid === id && there.gid === id ? ok(undefined) : err(nameTaken(name));
  if ((await findGroup(name, host)) !== id) {
    const group = await host.run(['groupadd', '--gid', String(id), name], { timeoutMs: 60_000 });
    if (group.exitCode !== 0) return err(cannot(name, group.stderr));
  }
  const user = await host.run(
    [
      'useradd',
      '--uid',
      String(id),
      '--gid',
      String(id),
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      '--no-log-init',
      '--no-user-group',
      name,
    ],
    { timeoutMs: 60_000 },
  );
  return user.exitCode === 0 ? ok(undefined) : err(cannot(name, user.stderr));
}

/** An account of our own, with a number of the system's choice. Nobody signs in to it by a password. */
export async function createSystemAccount(
  asked: { readonly name: string; readonly home: string; readonly shell: string },
  host: Host,
): Promise<Result<Account, Failure>> {
  const there = await findAccount(asked.name, host);
  if (there) return ok(there);
  const made = await host.run(
    [
      'useradd',
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      asked.home,
      '--shell',
      asked.shell,
      '--password',
      '*',
      asked.name,
    ],
    { timeoutMs: 60_000 },
  );
  const account = await findAccount(asked.name, host);
  return account ? ok(account) : err(cannot(asked.name, made.stderr));
}

export async function removeAccount(name: string, host: Host): Promise<Result<void, Failure>> {
  if (await findAccount(name, host)) {
    const user = await host.run(['userdel', '--force', name], { timeoutMs: 60_000 });
    if (await findAccount(name, host)) return err(cannot(name, user.stderr));
  }
  if ((await findGroup(name, host)) !== null) {
    const group = await host.run(['groupdel', name], { timeoutMs: 60_000 });
    if ((await findGroup(name, host)) !== null) return err(cannot(name, group.stderr));
  }
  return ok(undefined);
}

export function nameTaken(name: string): Failure {
  return failure('name-taken', `The server already has an account ${name} that is not ours.`, {
    remedy: 'Remove or rename that account on the server, then try again.',
  });
}

function cannot(name: string, said: string): Failure {
  return failure('internal', `The account ${name} cannot be made or removed.`, { detail: detailOf(said) });
}
