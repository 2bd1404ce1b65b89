// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { type SandboxHost, sshToHost } from '#sandbox/sandbox.ts';

/**
 * Runs one fixed command line as root on a sandbox host; throws with what it printed when it fails. `input` is its
 * standard input. Does not block: a connection to the site that is closed meanwhile must be seen to be closed.
 */
export function onHost(host: SandboxHost, commandLine: string, input = ''): Promise<string> {
  const [program = '', ...args] = sshToHost(host);
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, commandLine], { stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${commandLine}: exit ${code}\n${stdout}\n${stderr}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
