// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm run restore-control-plane -- <recovery sheet> [archive]`: the site back on a new computer (docs/guides/recovery.md).
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RecoverySheet, readRecoverySheet } from '#contract/recovery-sheet.ts';
import { ArchiveRefused } from '#server/control-plane/archive.ts';
import { RestoreRefused, restoreControlPlane } from '#server/control-plane/restore.ts';
import { inSftpFolder, SftpError } from '#server/control-plane/sftp-folder.ts';
import { ARCHIVE_NAME } from '#server/control-plane/what-is-kept.ts';
import { stopEmbeddedPostgres } from '#server/database/embedded-postgres.ts';
import { homePaths } from '#server/home.ts';
import { ensureAccounts } from './start/accounts.ts';
import { makeDirectories } from './start/directories.ts';
import { StartRefused, say } from './start/say.ts';
import { startSettings } from './start/settings.ts';

const USAGE = `Give the recovery sheet as a text file, and the backup of the site if you have it as a file:

  npm run restore-control-plane -- recovery-sheet.txt
  npm run restore-control-plane -- recovery-sheet.txt control-plane-20261126T031500Z.tar.gz.age`;

async function main(): Promise<void> {
  const [sheetFile, archiveFile] = process.argv.slice(2);
  if (sheetFile === undefined) throw new StartRefused(USAGE);
  const text = await readFile(sheetFile, 'utf8').catch(() => {
    throw new StartRefused(`${sheetFile} cannot be read.\n\n${USAGE}`);
  });
  const sheet = readRecoverySheet(text);
  if (sheet === null) {
    throw new StartRefused(
      `${sheetFile} has no readable part between the lines BEGIN and END HOP3 RECOVERY SHEET. Use the downloaded text file as it is.`,
    );
  }
  const { siteKey } = sheet;
  if (siteKey === null) {
    throw new StartRefused(
      `${sheetFile} is the sheet of an organisation that does not run the site: it opens the backups of its apps, not those of the site.`,
    );
  }
  const settings = startSettings(process.env);
  const paths = homePaths(settings.HOP3_HOME);
  const work = await mkdtemp(join(tmpdir(), 'hop3-fetched-'));
  try {
    const archive = archiveFile ?? (await fetchNewest(sheet, work));
    const accounts = ensureAccounts();
    makeDirectories(paths, accounts);
    say(`Putting the site back into ${paths.home} …`);
    const asRoot = process.getuid?.() === 0;
    const { manifest, cancelled } = await restoreControlPlane({
      paths,
      archive,
      identity: siteKey,
      nowMs: Date.now(),
      databaseUrl: settings.DATABASE_URL ?? null,
      ...(asRoot
        ? {
            postgres: accounts.postgres,
            socketGid: accounts.web.gid,
            owners: { web: accounts.web, worker: accounts.worker, signer: accounts.signer },
            processes: { web: accounts.web, worker: accounts.worker, signer: accounts.signer },
          }
        : {}),
    });
    if (settings.DATABASE_URL === undefined) await stopEmbeddedPostgres(paths);
    const when = new Date(manifest.atMs).toISOString().replace('T', ' ').slice(0, 16);
    say(
      `\nThe site is as it was on ${when} UTC. Nothing that was under way then goes on${cancelled === 0 ? '' : ` (${cancelled} operations were ended)`}.`,
    );
    say(
      'Start it with  npm start  and sign in with your password. It asks your servers how they are by itself.',
    );
    say(
      'A server that is lost: open its page, say that it is lost, and install its apps from their backups on another one.',
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The newest backup that any place of the sheet has. */
async function fetchNewest(sheet: RecoverySheet, into: string): Promise<string> {
  const problems: string[] = [];
  for (const { name, target, privateKey } of sheet.places) {
    if (target.kind !== 'sftp' || privateKey === null) continue;
    say(`Looking for backups of the site at ${name} …`);
    try {
      const file = await inSftpFolder(target, privateKey, async (folder) => {
        const newest = (await folder.list())
          .filter((entry) => ARCHIVE_NAME.test(entry))
          .sort()
          .at(-1);
        if (newest === undefined) return null;
        const local = join(into, newest);
        await folder.get(newest, local);
        say(`Fetched ${newest}`);
        return local;
      });
      if (file !== null) return file;
      problems.push(`${name}: no backup of the site is there.`);
    } catch (error) {
      if (!(error instanceof SftpError)) throw error;
      problems.push(`${name}: ${error.message}`);
    }
  }
  throw new StartRefused(
    [
      ...problems,
      'No backup of the site was found. If you have one as a file, give it after the sheet.',
    ].join('\n'),
  );
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StartRefused || error instanceof RestoreRefused || error instanceof ArchiveRefused))
    throw error;
  say(error.message);
  process.exitCode = 1;
}
