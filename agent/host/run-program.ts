// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import type { RunOptions, RunResult } from './host.ts';
import { LineSplitter } from './line-splitter.ts';

const DEFAULT_TIMEOUT_MS = 10 * 60_000;
const KEPT_CHARACTERS = 1024 * 1024;
const CANNOT_START = 127;

const MINIMAL_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  HOME: '/root',
};

/**
 * Runs a program in a process group of its own, so that a timeout ends its children too. A program that cannot be
 * started is a result with exit code 127, as from a shell.
 */
export function runProgram(
  argv: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<RunResult> {
  const [program, ...args] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A type augmented elsewhere wants NODE_ENV in every environment.
      env: { ...MINIMAL_ENVIRONMENT, ...options.env } as unknown as NodeJS.ProcessEnv,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    const output = { stdout: '', stderr: '' };
    const splitters: LineSplitter[] = [];
    for (const stream of ['stdout', 'stderr'] as const) {
      const splitter = new LineSplitter((line) => options.onLine?.(line));
      splitters.push(splitter);
      child[stream].setEncoding('utf8');
      child[stream].on('data', (chunk: string) => {
        output[stream] = (output[stream] + chunk).slice(-(options.keptCharacters ?? KEPT_CHARACTERS));
        splitter.push(chunk);
      });
    }

    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) killGroup(child.pid);
    }, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);

    const finish = (exitCode: number | null, signal: string | null): void => {
      clearTimeout(timer);
      for (const splitter of splitters) splitter.end();
      resolve({ exitCode: timedOut ? null : exitCode, signal, timedOut, ...output });
    };
    child.on('error', (error) => {
      output.stderr += `${program}: ${error.message}`;
      finish(CANNOT_START, null);
    });
    child.on('close', finish);
    // A program that ends without reading its input closes the pipe; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group ended between the timeout and the signal.
  }
}
