// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { type SandboxHost, sshToHost } from '#sandbox/sandbox.ts';

/** Runs one fixed command line as root on a sandbox host; throws with what it printed when it fails. */
export function onHost(host: SandboxHost, commandLine: string, input = ''): string {
  const [program, ...args] = sshToHost(host);
  const done = spawnSync(program, [...args, commandLine], {
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status !== 0)
    throw new Error(`${commandLine}: exit ${done.status}\n${done.stdout}\n${done.stderr}`);
  return done.stdout;
}
