// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface FileOwner {
  uid: number;
  gid: number;
}

/** The file's text without a last newline, or null when there is none. */
export async function readSecretFile(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).replace(/\n$/, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes by rename, 0600, in a directory that only the owner may enter. */
export async function writeSecretFile(file: string, text: string, owner?: FileOwner): Promise<void> {
  const directory = dirname(file);
  // The folder of all secrets may be crossed, so that each process reaches its own.
  await mkdir(dirname(directory), { recursive: true, mode: 0o755 });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  if (owner) await chown(directory, owner.uid, owner.gid);
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(`${text}\n`);
    if (owner) await handle.chown(owner.uid, owner.gid);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

/** Reads the secret, or makes it with `make` when there is none yet. */
export async function ensureSecretFile(file: string, make: () => string, owner?: FileOwner): Promise<string> {
  const known = await readSecretFile(file);
  if (known !== null) return known;
  const made = make();
  await writeSecretFile(file, made, owner);
  return made;
}
