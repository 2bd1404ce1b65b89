// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  symlink,
  unlink,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileOwner, Host, RunOptions, RunResult } from './host.ts';
import { runProgram } from './run-program.ts';

/** The machine that this program runs on. Broken infrastructure (no space, no permission) throws. */
export class LinuxHost implements Host {
  run(argv: readonly [string, ...string[]], options?: RunOptions): Promise<RunResult> {
    return runProgram(argv, options);
  }

  async readText(path: string): Promise<string | null> {
    try {
      return await readFile(checked(path), 'utf8');
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async writeAtomic(path: string, content: string | Uint8Array, owner: FileOwner = {}): Promise<void> {
    const temporary = `${checked(path)}.${randomBytes(6).toString('hex')}.new`;
    const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      await file.writeFile(content);
      await file.chown(owner.uid ?? 0, owner.gid ?? 0);
      await file.chmod(owner.mode ?? 0o644);
      await file.sync();
    } catch (error) {
      await file.close();
      await unlink(temporary);
      throw error;
    }
    await file.close();
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  }

  async makeDirectory(path: string, owner: FileOwner = {}): Promise<void> {
    await mkdir(checked(path), { recursive: true, mode: 0o755 });
    if (owner.uid !== undefined || owner.gid !== undefined) await chown(path, owner.uid ?? 0, owner.gid ?? 0);
    // After chown, which clears the set-group-id bit.
    if (owner.mode !== undefined) await chmod(path, owner.mode);
  }

  async removeTree(path: string): Promise<void> {
    if (!(await this.exists(path))) return;
    const result = await this.run(['rm', '-rf', '--one-file-system', '--', path]);
    if (result.exitCode !== 0) throw new Error(`cannot remove ${path}: ${result.stderr.trim()}`);
  }

  async removeFile(path: string): Promise<void> {
    try {
      await unlink(checked(path));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(checked(from), checked(to));
  }

  async symlink(target: string, path: string): Promise<void> {
    await symlink(target, checked(path));
  }

  async exists(path: string): Promise<boolean> {
    try {
      await lstat(checked(path));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async list(path: string): Promise<readonly string[]> {
    try {
      return (await readdir(checked(path))).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  nowMs(): number {
    return Date.now();
  }

  randomBytes(size: number): Uint8Array {
    return randomBytes(size);
  }
}

function checked(path: string): string {
  if (!path.startsWith('/') || path === '/' || join(path) !== path.replace(/\/$/, '')) {
    throw new Error(`not a plain absolute path: ${path}`);
  }
  return path;
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  // ESRCH: a file of /proc whose process ended between opening and reading.
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESRCH';
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
