// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Log, SandboxError } from './sandbox-error.ts';

export type CommandOutput = { readonly code: number; readonly stdout: string; readonly stderr: string };

type Options = {
  readonly input?: string;
  /** Both output streams, line by line, while the command runs. */
  readonly log?: Log;
  readonly timeoutMs?: number;
  readonly env?: NodeJS.ProcessEnv;
};

const MAX_OUTPUT_CHARS = 4_000_000;

/**
 * Where the programs of this machine are. Not the caller's PATH: npm puts node_modules/.bin first, and packages there
 * bring programs of the same names (`nft` of @vercel/nft).
 */
export const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Runs argv to its end, whatever its exit code (124 after a timeout). Rejects only when it cannot be started. */
export function tryRun(argv: readonly [string, ...string[]], options: Options = {}): Promise<CommandOutput> {
  const [file, ...args] = argv;
  return new Promise((resolve, reject) => {
    const env = { ...(options.env ?? process.env), PATH: SYSTEM_PATH.join(':') };
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8');
      child[stream].on('data', (chunk: string) => {
        if (output[stream].length < MAX_OUTPUT_CHARS) output[stream] += chunk;
      });
      if (options.log) createInterface({ input: child[stream] }).on('line', options.log);
    }
    let timedOut = false;
    const timer = options.timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          child.kill('SIGKILL');
        }, options.timeoutMs)
      : undefined;
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(new SandboxError(`${file} cannot be started: ${error.message}`, { cause: error }));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: timedOut ? 124 : (code ?? 137), ...output });
    });
    // A command that ends without reading its input closes the pipe: its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** As `tryRun`, but a non-zero exit is an error that carries the end of what the command said. */
export async function run(argv: readonly [string, ...string[]], options: Options = {}): Promise<string> {
  const { code, stdout, stderr } = await tryRun(argv, options);
  if (code === 0) return stdout;
  const said = (stderr.trim() || stdout.trim()).slice(-2000);
  throw new SandboxError(`${argv.slice(0, 4).join(' ')} ended with ${code}${said ? `: ${said}` : ''}`);
}
