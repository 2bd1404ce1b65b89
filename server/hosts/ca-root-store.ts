// SPDX-License-Identifier: AGPL-3.0-or-later
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import type { HomePaths } from '#server/home.ts';
import { type CaRoot, createCaRoot } from './ca-root.ts';

/** The private root of this control plane: made at the first use and then never again. Needs to be the worker's user. */
export async function ensureCaRoot(paths: HomePaths): Promise<CaRoot> {
  const known = await readCaRoot(paths);
  if (known) return known;
  const made = await createCaRoot();
  // The certificate is written last: where it is, the key is. Two workers at once: the first link wins.
  const key = paths.secret('worker', 'ca-root-key.pem');
  const certificate = paths.secret('worker', 'ca-root.pem');
  await writeFile(`${key}.${process.pid}`, made.keyPem, { mode: 0o600, flag: 'wx' });
  await writeFile(`${certificate}.${process.pid}`, made.certificatePem, { mode: 0o644, flag: 'wx' });
  try {
    await link(`${key}.${process.pid}`, key);
    await link(`${certificate}.${process.pid}`, certificate);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(`${key}.${process.pid}`, { force: true });
    await rm(`${certificate}.${process.pid}`, { force: true });
  }
  const kept = await readCaRoot(paths);
  if (!kept) throw new Error(`${key} is there without ${certificate}: remove it to have a new root made`);
  return kept;
}

async function readCaRoot(paths: HomePaths): Promise<CaRoot | null> {
  try {
    return {
      certificatePem: await readFile(paths.secret('worker', 'ca-root.pem'), 'utf8'),
      keyPem: await readFile(paths.secret('worker', 'ca-root-key.pem'), 'utf8'),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
