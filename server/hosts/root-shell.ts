// SPDX-License-Identifier: AGPL-3.0-or-later
import { Readable } from 'node:stream';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { RunOutput, SshConnection } from './ssh-connection.ts';

/** Runs fixed command lines as root over a connection whose user is root or may use sudo. */
export interface RootShell {
  /** `command` stands in the remote shell's line behind `sudo …`: fixed text, values only when validated. */
  run(
    command: string,
    options?: {
      readonly stdin?: string | AsyncIterable<Uint8Array>;
      readonly onLine?: (line: string) => void;
      readonly timeoutMs?: number;
    },
  ): Promise<RunOutput>;
}

/** Finds how this user becomes root. The password reaches sudo by stdin. Throws SshError. */
export async function openRootShell(
  connection: SshConnection,
  sudoPassword: string | null,
): Promise<Result<RootShell, Failure>> {
  if ((await connection.run('id -u')).stdout.trim() === '0') return ok(shellWith(connection, '', ''));
  // -k: what sudo remembers does not count, so that it reads the password every time or never.
  if ((await connection.run('sudo -k -n true')).exitCode === 0)
    return ok(shellWith(connection, 'sudo -k -n ', ''));
  if (sudoPassword !== null && !/[\r\n\0]/.test(sudoPassword)) {
    const prefix = "sudo -k -S -p '' ";
    const answer = `${sudoPassword}\n`;
    if ((await connection.run(`${prefix}true`, { stdin: answer })).exitCode === 0) {
      return ok(shellWith(connection, prefix, answer));
    }
  }
  const { username } = connection.target;
  return err(
    failure('host-unsuitable', `"${username}" may not act as root on this server.`, {
      remedy: `Connect as root, or let "${username}" use sudo without a password: as root, run: echo '${username} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/hop3-setup (and delete that file once the server is connected).`,
    }),
  );
}

function shellWith(connection: SshConnection, prefix: string, firstLine: string): RootShell {
  return {
    run: (command, { stdin, ...options } = {}) =>
      connection.run(`${prefix}${command}`, {
        ...options,
        stdin:
          typeof stdin === 'object' ? Readable.from(chunks(firstLine, stdin)) : `${firstLine}${stdin ?? ''}`,
      }),
  };
}

async function* chunks(firstLine: string, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (firstLine !== '') yield Buffer.from(firstLine);
  yield* rest;
}
