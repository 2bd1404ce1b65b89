// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Log, SandboxError } from './sandbox-error.ts';

/**
 * Runs `work` while this process alone holds the lock on `path`, waiting for whoever has it.
 *
 * Node has no flock(2), so a small child (util-linux `flock`, then `cat`) holds it and lets go when its input
 * ends: the kernel frees the lock of a process that was killed, nothing stale is left on disk.
 */
export async function withFileLock<T>(path: string, log: Log, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const holder = spawn('flock', ['--exclusive', path, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // Its own process group: Ctrl-C must reach our clean-up before it frees the lock.
    detached: true,
  });
  const waiting = setTimeout(() => log(`waiting for another process that works on ${path}`), 2000);
  const ended = once(holder, 'exit');
  const held = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    ended.then(
      () => false,
      () => false,
    ),
  ]);
  clearTimeout(waiting);
  if (!held) throw new SandboxError(`the lock ${path} could not be taken (is util-linux's flock installed?)`);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
