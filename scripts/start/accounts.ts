// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { StartRefused } from './say.ts';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const NAMES = ['web', 'worker', 'signer', 'postgres'] as const;
type ProcessName = (typeof NAMES)[number];
export type Accounts = Readonly<Record<ProcessName, Account>>;

/** Who reaches the sockets of our processes. */
const GROUP = 'hop3-control';
/** PostgreSQL asks nobody anything, so it is not among them. */
const POSTGRES_GROUP = 'hop3-postgres';

function idOf(args: readonly string[]): number | null {
  const found = spawnSync('id', args, { encoding: 'utf8' });
  return found.status === 0 ? Number(found.stdout.trim()) : null;
}

function groupId(name: string): number | null {
  const found = spawnSync('getent', ['group', name], { encoding: 'utf8' });
  const id = found.stdout?.split(':')[2];
  return found.status === 0 && id !== undefined ? Number(id) : null;
}

function must(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new StartRefused(`${command} ${args.join(' ')} failed: ${done.stderr.trim()}`);
}

/**
 * The Unix accounts of our processes. As root each has one of its own (and hop3-control for its group but
 * PostgreSQL's, since a program started with another uid keeps no supplementary groups); otherwise all are the caller.
 */
export function ensureAccounts(): Accounts {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (uid !== 0) {
    const self = { name: process.env['USER'] ?? String(uid), uid, gid };
    return { web: self, worker: self, signer: self, postgres: self };
  }
  const account = (name: ProcessName, group: string): Account => {
    must('groupadd', ['--system', '--force', group]);
    const user = `hop3-${name}`;
    if (idOf(['-u', user]) === null) {
      must('useradd', [
        '--system',
        '--gid',
        group,
        '--no-create-home',
        '--home-dir',
        '/nonexistent',
        '--shell',
        '/usr/sbin/nologin',
        user,
      ]);
    }
    // Of the group, not of the account: an earlier version gave PostgreSQL's another one.
    const ids = { uid: idOf(['-u', user]), gid: groupId(group) };
    if (ids.uid === null || ids.gid === null)
      throw new StartRefused(`The account ${user} could not be made.`);
    return { name: user, uid: ids.uid, gid: ids.gid };
  };
  return {
    web: account('web', GROUP),
    worker: account('worker', GROUP),
    signer: account('signer', GROUP),
    postgres: account('postgres', POSTGRES_GROUP),
  };
}
