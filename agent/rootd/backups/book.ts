// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import {
  type BackupBook,
  type BackupEntry,
  type BackupTargetId,
  backupAttempt,
  backupEntry,
  backupTargetId,
} from '#contract/backup.ts';
import { type Failure, failureSchema } from '#contract/failure.ts';
import { appId, domainName, type InstallationId, installationId } from '#contract/ids.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { backupPaths } from './backup-paths.ts';
import { readPlan } from './plan-file.ts';

/** The last look at what a target really holds. */
const verification = z.strictObject({
  target: backupTargetId,
  /** When part of it was last found whole; null: never yet. */
  wholeAtMs: z.int().nullable(),
  /** When it was last looked at, whatever was found. */
  atMs: z.int(),
  /** How many parts were read since the beginning: which one is next. */
  parts: z.int(),
  /** It was found damaged, or could not be read. */
  failure: failureSchema.nullable(),
});
export type Verification = z.infer<typeof verification>;

/**
 * What this host knows of the backups of an installation: /var/lib/hop3/backups/<installation>/book.json, written after
 * the fact only. What is in it is complete; what a killed backup left is not in it.
 */
const bookFile = z.strictObject({
  version: z.literal(1),
  app: appId,
  title: z.string(),
  domain: domainName,
  uninstalledAtMs: z.int().nullable(),
  /** Newest first. */
  entries: z.array(backupEntry),
  attempts: z.array(backupAttempt),
  verifications: z.array(verification),
});
export type Book = z.infer<typeof bookFile>;

const MOST_ENTRIES = 2000;

export async function readBook(id: InstallationId, host: Host): Promise<Book | null> {
  const text = await host.readText(backupPaths(id).book);
  return text === null ? null : bookFile.parse(JSON.parse(text));
}

export async function writeBook(id: InstallationId, book: Book, host: Host): Promise<void> {
  await host.writeAtomic(backupPaths(id).book, JSON.stringify(book), { mode: 0o600 });
}

/** The book, begun when there is none, with what the installation is called now. */
export async function bookOf(record: InstallationRecord, host: Host): Promise<Book> {
  const there = await readBook(record.installation, host);
  const names = { app: record.package.id, title: record.title, domain: record.domain, uninstalledAtMs: null };
  if (there) return { ...there, ...names };
  return { version: 1, ...names, entries: [], attempts: [], verifications: [] };
}

/** Changes the book of an installation, which may be gone by now; nothing where it never had one. */
export async function changeBook(
  id: InstallationId,
  change: (book: Book) => Book,
  host: Host,
): Promise<void> {
  const book = await readBook(id, host);
  if (book) await writeBook(id, change(book), host);
}

/** The installation is gone: the book says since when. One without any backup goes too, with everything around it. */
export async function endBook(id: InstallationId, host: Host): Promise<void> {
  const book = await readBook(id, host);
  if (book && book.entries.length > 0)
    await writeBook(id, { ...book, uninstalledAtMs: book.uninstalledAtMs ?? host.nowMs() }, host);
  else await host.removeTree(paths.backup(id));
}

/* Changes to a book. Pure. */

export function withEntry(book: Book, entry: BackupEntry): Book {
  const others = book.entries.filter((other) => other.id !== entry.id);
  const entries = [entry, ...others].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, MOST_ENTRIES);
  return { ...book, entries };
}

/** `failure`: why it went wrong there, or a warning about what went well; null: all is right. */
export function withAttempt(
  book: Book,
  attempt: { target: BackupTargetId; atMs: number; failure: Failure | null },
): Book {
  return {
    ...book,
    attempts: [attempt, ...book.attempts.filter(({ target }) => target !== attempt.target)],
  };
}

export function withVerification(book: Book, found: Verification): Book {
  return {
    ...book,
    verifications: [found, ...book.verifications.filter(({ target }) => target !== found.target)],
  };
}

/** Keeps of a target the copies that are still there. An entry without any copy goes. */
export function withCopiesLeft(book: Book, target: BackupTargetId, snapshots: ReadonlySet<string>): Book {
  const entries = book.entries
    .map((entry) => ({
      ...entry,
      copies: entry.copies.filter((copy) => copy.target !== target || snapshots.has(copy.snapshot)),
    }))
    .filter(({ copies }) => copies.length > 0);
  return { ...book, entries };
}

/** Forgets what it knew of targets that are no longer in the plan, but for the copies that are there. */
export function withTargets(book: Book, targets: readonly BackupTargetId[]): Book {
  const isPlanned = ({ target }: { target: BackupTargetId }) => targets.includes(target);
  return {
    ...book,
    attempts: book.attempts.filter(isPlanned),
    verifications: book.verifications.filter(isPlanned),
  };
}

/** As the contract shows it. Damage that was found stays its target's last word until it is found whole again. */
export async function shownBook(id: InstallationId, book: Book, host: Host): Promise<BackupBook> {
  const damaged = book.verifications.flatMap(({ target, atMs, failure: found }) =>
    found === null ? [] : [{ target, atMs, failure: found }],
  );
  const attempts = [
    ...damaged,
    ...book.attempts.filter(({ target }) => !damaged.some((one) => one.target === target)),
  ];
  const whole = book.verifications.flatMap(({ wholeAtMs }) => wholeAtMs ?? []);
  const { app, title, domain, entries, uninstalledAtMs } = book;
  return {
    installation: id,
    app,
    title,
    domain,
    plan: uninstalledAtMs === null ? await readPlan(id, host) : null,
    entries,
    attempts: attempts.slice(0, 8),
    verifiedAtMs: whole.length === 0 ? null : Math.max(...whole),
    uninstalledAtMs,
  };
}

/** Every installation that has a book here. */
export async function bookedInstallations(host: Host): Promise<InstallationId[]> {
  const ids: InstallationId[] = [];
  for (const name of await host.list(paths.backups)) {
    const id = installationId.safeParse(name);
    if (id.success && (await host.exists(backupPaths(id.data).book))) ids.push(id.data);
  }
  return ids;
}
