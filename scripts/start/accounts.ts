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

const GROUP = 'hop3-control';

function idOf(args: readonly string[]): number | null {
  const found = spawnSync('id', args, { encoding: 'utf8' });
  return found.status === 0 ? Number(found.stdout.trim()) : null;
}

function must(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new StartRefused(`${command} ${args.join(' ')} failed: ${done.stderr.trim()}`);
}

/**
 * The Unix accounts of our processes. As root each has one of its own (primary group hop3-control, since a program
 * started with another uid keeps no supplementary groups); otherwise all are the caller.
 */
export function ensureAccounts(): Accounts {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (uid !== 0) {
    const self = { name: process.env['USER'] ?? String(uid), uid, gid };
    return { web: self, worker: self, signer: self, postgres: self };
  }
  must('groupadd', ['--system', '--force', GROUP]);
  const account = (name: ProcessName): Account => {
    const user = `hop3-${name}`;
    if (idOf(['-u', user]) === null) {
      must('useradd', [
        '--system',
        '--gid',
        GROUP,
        '--no-create-home',
        '--home-dir',
        '/nonexistent',
        '--shell',
        '/usr/sbin/nologin',
        user,
      ]);
    }
    const ids = { uid: idOf(['-u', user]), gid: idOf(['-g', user]) };
    if (ids.uid === null || ids.gid === null)
      throw new StartRefused(`The account ${user} could not be made.`);
    return { name: user, uid: ids.uid, gid: ids.gid };
  };
  return {
    web: account('web'),
    worker: account('worker'),
    signer: account('signer'),
    postgres: account('postgres'),
  };
}
