// SPDX-License-Identifier: AGPL-3.0-or-later
import { rename, rm, writeFile } from 'node:fs/promises';

/** Replaces a file so that a reader sees the old text or the new, never a part. */
export async function writeFileAtomically(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  await rm(temporary, { force: true });
  await writeFile(temporary, text, { mode, flush: true });
  await rename(temporary, path);
}
