// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';

export const BRIDGE_HOME = '/var/lib/hop3-bridge';
export const BRIDGE_KEYS = `${BRIDGE_HOME}/.ssh/authorized_keys`;

/** Groups, then users, then who is in which; nothing when all is so. `joined`: the proxy's account got a new group. */
export async function makeAccounts(
  proxyUser: string,
  host: Host,
): Promise<Result<{ joined: boolean }, Failure>> {
  for (const group of ['hop3-agent', 'hop3-bridge', 'hop3-proxy']) {
    if (await exists('group', group, host)) continue;
    const made = await run(['groupadd', '--system', group], host);
    if (!made.ok) return made;
  }
  if (!(await exists('passwd', 'hop3-agent', host))) {
    const made = await run(
      [
        'useradd',
        '--system',
        '--gid',
        'hop3-agent',
        '--no-create-home',
        '--home-dir',
        paths.agentState,
        '--shell',
        '/usr/sbin/nologin',
        'hop3-agent',
      ],
      host,
    );
    if (!made.ok) return made;
  }
  if (!(await exists('passwd', 'hop3-bridge', host))) {
    const made = await run(
      // A shell is what sshd runs the forced command with. The password is none that anything matches.
      [
        'useradd',
        '--system',
        '--gid',
        'hop3-bridge',
        '--no-create-home',
        '--home-dir',
        BRIDGE_HOME,
        '--shell',
        '/bin/sh',
        '--password',
        '*',
        'hop3-bridge',
      ],
      host,
    );
    if (!made.ok) return made;
  }
  let joined = false;
  for (const member of ['hop3-agent', proxyUser]) {
    const groups = await host.run(['id', '--name', '--groups', member]);
    if (groups.stdout.trim().split(' ').includes('hop3-proxy')) continue;
    const added = await run(['usermod', '--append', '--groups', 'hop3-proxy', member], host);
    if (!added.ok) return added;
    if (member === proxyUser) joined = true;
  }
  return ok({ joined });
}

async function exists(database: 'passwd' | 'group', name: string, host: Host): Promise<boolean> {
  return (await host.run(['getent', database, name])).exitCode === 0;
}

async function run(argv: [string, ...string[]], host: Host): Promise<Result<void, Failure>> {
  const result = await host.run(argv);
  if (result.exitCode === 0) return ok(undefined);
  return err(
    failure('internal', 'Our accounts cannot be made on the server.', { detail: result.stderr.slice(-2000) }),
  );
}
