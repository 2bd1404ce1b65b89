// SPDX-License-Identifier: AGPL-3.0-or-later
import { chown, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileOwner, readSecretFile } from '#server/database/secret-file.ts';
import type { HomePaths } from '#server/home.ts';
import { writeArchive } from './archive.ts';
import { exportTables } from './database-copy.ts';
import { ARCHIVE_NAME, type ArchiveManifest, archiveName, KEPT_SECRETS, MANIFEST } from './what-is-kept.ts';

/** Archives on this computer; older ones go. Those elsewhere are counted by the worker. */
const KEEP_HERE = 7;

/**
 * Makes one backup of the control plane in <home>/backups. It must run as who can read every secret (npm start does).
 * `readableBy`: the worker, which carries it elsewhere; it is sealed.
 * @returns the archive's name, or null while there is no recovery key yet (nobody has signed in)
 */
export async function backUpControlPlane(asked: {
  readonly paths: HomePaths;
  readonly siteUrl: string;
  readonly nowMs: number;
  readonly readableBy?: FileOwner;
}): Promise<string | null> {
  const { paths, nowMs, siteUrl, readableBy } = asked;
  const recipient = await readSecretFile(paths.secret('keeper', 'recovery-recipient'));
  const databaseUrl = await readSecretFile(paths.secret('keeper', 'database-url'));
  if (recipient === null || databaseUrl === null) return null;
  await mkdir(paths.controlPlaneBackups, { recursive: true, mode: 0o750 });
  if (readableBy) await chown(paths.controlPlaneBackups, readableBy.uid, readableBy.gid);

  // What a killed one left.
  for (const name of await readdir(paths.home)) {
    if (name.startsWith('.keeping-')) await rm(join(paths.home, name), { recursive: true });
  }
  const work = await mkdtemp(join(paths.home, '.keeping-'));
  try {
    const { tables, migrations } = await exportTables(databaseUrl, join(work, 'tables'));
    for (const [owner, name] of KEPT_SECRETS) {
      await mkdir(join(work, 'secrets', owner), { recursive: true, mode: 0o700 });
      await cp(paths.secret(owner, name), join(work, 'secrets', owner, name));
    }
    const manifest: ArchiveManifest = { format: 1, atMs: nowMs, siteUrl, migrations, tables };
    await writeFile(join(work, MANIFEST), JSON.stringify(manifest, null, 1));
    const name = archiveName(nowMs);
    const file = join(paths.controlPlaneBackups, name);
    await writeArchive({ directory: work, file, recipient });
    if (readableBy) await chown(file, readableBy.uid, readableBy.gid);
    await forgetOld(paths.controlPlaneBackups);
    return name;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function forgetOld(directory: string): Promise<void> {
  const archives = (await readdir(directory)).filter((name) => ARCHIVE_NAME.test(name)).sort();
  for (const name of archives.slice(0, -KEEP_HERE)) await rm(join(directory, name));
}
