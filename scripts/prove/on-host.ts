// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { type SandboxHost, sshToHost } from '#sandbox/sandbox.ts';

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As one word for the server's shell, whatever it holds: paths of apps have `?` and `&`. */
export function quotedForShell(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/**
 * A script of ours on a laboratory's server, past all our programs, as root: for looking and for breaking. It goes in by
 * standard input; arguments are its $1, $2 …
 */
export function sayOnHost(host: SandboxHost, script: string, args: readonly string[] = []): Promise<Said> {
  const [program, ...rest] = sshToHost(host);
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...rest, `sh -s -- ${args.map(quotedForShell).join(' ')}`], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8');
      child[stream].on('data', (chunk: string) => {
        said[stream] = (said[stream] + chunk).slice(-8_000_000);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 137, ...said }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(script);
  });
}

/** What it printed; a script that fails is a fault of the laboratory. */
export async function onHost(
  host: SandboxHost,
  script: string,
  args: readonly string[] = [],
): Promise<string> {
  const said = await sayOnHost(host, script, args);
  if (said.code !== 0)
    throw new Error(`on ${host.name}: ${said.stderr.trim().slice(-1000)} (exit ${said.code})`);
  return said.stdout;
}
