// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Listener } from '#agent/host/host.ts';
import {
  type BackupEntry,
  type BackupId,
  type BackupPlan,
  type BackupReason,
  type BackupTarget,
  backupId,
} from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { timezoneOf } from '../app-units.ts';
import type { RootdContext } from '../context.ts';
import type { InstallationRecord } from '../installation-record.ts';
import { backupPaths } from './backup-paths.ts';
import { type Book, bookOf, withAttempt, withCopiesLeft, withEntry, writeBook } from './book.ts';
import { explainFailure } from './explain-failure.ts';
import { confirmStored, readStage, type Stored } from './first-copy.ts';
import { holdApp } from './hold-app.ts';
import { openOwn } from './open-repository.ts';
import { planOfInstallation } from './plan-file.ts';
import { storeRelease } from './releases-stored.ts';
import type { Repository } from './restic.ts';
import { retain } from './retention.ts';
import { ensureRepository, forgetSnapshots, listSnapshots, resticUnlocked, tags } from './snapshots.ts';
import { makeStage, type Stage } from './stage.ts';

/**
 * One backup, to every target of the plan:
 *
 *   sweep what a killed one left → open the first target → hold the app: stage, store → let it go on
 *     → write the book → release, if the target is elsewhere → each other target: copy, release → retention
 *
 * The book is written after the fact: once when the first target has the backup, and again with each further copy. A
 * backup that is killed before that leaves no entry, and the next one deletes what it stored.
 */

/** Those before a change are kept until somebody deletes them. */
const PINNED: readonly BackupReason[] = ['before-update', 'before-restore', 'before-uninstall'];

export interface Made {
  readonly entry: BackupEntry;
  readonly missed: { target: string; failure: Failure }[];
}

export async function makeBackup(
  record: InstallationRecord,
  reason: BackupReason,
  context: RootdContext,
  listener: Listener,
): Promise<Result<Made, Failure>> {
  const { host } = context;
  const id = record.installation;
  const plan = await planOfInstallation(id, host);
  if (!plan.ok) return plan;
  const [first, ...others] = plan.value.targets;
  if (!first) throw new Error('a plan has a target');

  const startedMs = host.nowMs();
  let book = await bookOf(record, host);
  const keepBook = async (change: (book: Book) => Book): Promise<void> => {
    book = change(book);
    await writeBook(id, book, host);
  };
  const attempted = (target: BackupTarget, found: Failure | null) =>
    keepBook((before) => withAttempt(before, { target: target.id, atMs: host.nowMs(), failure: found }));

  const repository = await openOwn(id, first, context);
  const stored = await storeFirst(record, { repository, reason }, context, listener);
  if (!stored.ok) {
    await attempted(first, stored.error);
    return stored;
  }
  const { backup, notStarted, heldMs, stage, copy } = stored.value;
  let entry: BackupEntry = {
    ...factsOf(record, stage),
    id: backup,
    atMs: stage.manifest.atMs,
    reason,
    pinned: PINNED.includes(reason),
    dataBytes: copy.bytes,
    files: copy.files,
    heldMs,
    durationMs: host.nowMs() - startedMs,
    copies: [{ target: first.id, snapshot: copy.snapshot, atMs: host.nowMs(), addedBytes: copy.addedBytes }],
  };
  const shrunk = shrinkage(book.entries[0] ?? null, entry);
  const missed: Made['missed'] = [];
  const report = async (target: BackupTarget, found: Failure | null): Promise<void> => {
    if (found) missed.push({ target: target.id, failure: found });
    await attempted(target, found ?? shrunk);
  };
  await keepBook((before) => withEntry(before, entry));
  await host.removeFile(makingFile(record));

  const firstRelease = await releaseTo(first, repository, stage, context);
  await report(first, firstRelease.ok ? null : firstRelease.error);
  for (const target of others) {
    const to = await openOwn(id, target, context);
    listener.note(`Storing it ${to.title} too`);
    const copied = await copyTo(to, repository, { backup, snapshot: copy.snapshot }, context);
    if (copied.ok) {
      const further = { target: target.id, snapshot: copied.value, atMs: host.nowMs(), addedBytes: null };
      entry = { ...entry, copies: [...entry.copies, further] };
      await keepBook((before) => withEntry(before, entry));
    }
    const kept = copied.ok ? await releaseTo(target, to, stage, context) : copied;
    await report(target, kept.ok ? null : kept.error);
  }
  entry = { ...entry, durationMs: host.nowMs() - startedMs };
  await keepBook((before) => withEntry(before, entry));

  // A wiped app must not wipe its backups.
  if (reason === 'scheduled' && shrunk === null) {
    for (const target of plan.value.targets) {
      const kept = await retainAt(target, record, { plan: plan.value, book }, context);
      if (!kept.ok) await attempted(target, kept.error);
      else if (kept.value) {
        const left = kept.value;
        await keepBook((before) => withCopiesLeft(before, target.id, left));
      }
    }
  }
  if (notStarted) return err(notStarted);
  return ok({ entry, missed });
}

interface First {
  readonly backup: BackupId;
  readonly stage: Stage;
  readonly copy: Stored;
  readonly heldMs: number;
  readonly notStarted: Failure | null;
}

async function storeFirst(
  record: InstallationRecord,
  { repository, reason }: { repository: Repository; reason: BackupReason },
  context: RootdContext,
  listener: Listener,
): Promise<Result<First, Failure>> {
  const { host } = context;
  const { work } = backupPaths(record.installation);
  // Before the app is stopped for nothing.
  const opened = await ensureRepository(repository, null, host);
  if (!opened.ok) return opened;
  const swept = await sweep(record, repository, context);
  if (!swept.ok) return swept;

  const backup = mintBackupId(host.nowMs(), host.randomBytes(2));
  await host.makeDirectory(work, { uid: 0, gid: 0, mode: 0o700 });
  await host.writeAtomic(makingFile(record), JSON.stringify({ version: 1, backup }), { mode: 0o600 });
  const { quiesce } = record.package.manifest.backup;
  try {
    const held = await holdApp(record, context, listener, async () => {
      const stage = await makeStage(record, backup, context, listener);
      if (!stage.ok) return stage;
      listener.note('Reading its files');
      const made = await readStage(
        repository,
        { stage: stage.value, backup, pinned: PINNED.includes(reason), appRuns: quiesce !== 'stop' },
        host,
        listener,
      );
      return ok({ stage: stage.value, made });
    });
    if (!held.result.ok) {
      // It was not stored; that the app does not start again is the worse news.
      return held.notStarted ? err(held.notStarted) : held.result;
    }
    const { stage, made } = held.result.value;
    const copy = await confirmStored(repository, made, backup, host);
    if (!copy.ok) return held.notStarted ? err(held.notStarted) : copy;
    return ok({ backup, stage, copy: copy.value, heldMs: held.heldMs, notStarted: held.notStarted });
  } catch (error) {
    if (!isFull(error)) throw error;
    return err(
      failure('not-enough-disk', "The server's disk became full while the backup was made.", {
        remedy: 'Free some space on the server or give it a bigger disk, then try again.',
      }),
    );
  } finally {
    await clearWork(record, context);
  }
}

const isFull = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === 'ENOSPC' || /No space left on device/.test(String(error));

/** `20261126T031502Z-4f1c`. */
export function mintBackupId(nowMs: number, random: Uint8Array): BackupId {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.[0-9]+/g, '');
  return `${time}-${Buffer.from(random).toString('hex').slice(0, 4)}`;
}

const making = z.strictObject({ version: z.literal(1), backup: backupId });

/** Names the backup that is being made, until the book has it. */
const makingFile = (record: InstallationRecord): string =>
  `${backupPaths(record.installation).directory}/making.json`;

/** What a killed backup left: its files here, and what it stored already, which no book knows of. */
async function sweep(
  record: InstallationRecord,
  repository: Repository,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  const { host } = context;
  await clearWork(record, context);
  const text = await host.readText(makingFile(record));
  if (text === null) return ok(undefined);
  const { backup } = making.parse(JSON.parse(text));
  const book = await bookOf(record, host);
  if (!book.entries.some(({ id }) => id === backup) && repository.mayDelete) {
    const left = await listSnapshots(repository, tags.ofBackup(backup), host);
    if (!left.ok) return left;
    const forgotten = await forgetSnapshots(
      repository,
      left.value.map(({ id }) => id),
      host,
    );
    if (!forgotten.ok) return forgotten;
  }
  await host.removeFile(makingFile(record));
  return ok(undefined);
}

/** What is in it, not the directory itself: it may be a disk of its own. */
async function clearWork(record: InstallationRecord, { host }: RootdContext): Promise<void> {
  const { work } = backupPaths(record.installation);
  for (const name of await host.list(work)) await host.removeTree(`${work}/${name}`);
}

function factsOf(
  record: InstallationRecord,
  { manifest }: Stage,
): Pick<BackupEntry, 'packageVersion' | 'packageDigest' | 'version' | 'rootDigest' | 'domain' | 'addons'> {
  return {
    packageVersion: record.package.manifest.metadata.version,
    packageDigest: manifest.packageDigest,
    version: manifest.rootVersion,
    rootDigest: manifest.rootDigest,
    domain: manifest.domain,
    addons: manifest.addons.map(({ type, version }) => ({ type, version })),
  };
}

/** A warning when more than half of the files or bytes of the last backup are gone. Pure. */
export function shrinkage(
  before: Pick<BackupEntry, 'files' | 'dataBytes'> | null,
  now: Pick<BackupEntry, 'files' | 'dataBytes'>,
): Failure | null {
  if (before === null) return null;
  const lostFiles = now.files < before.files / 2;
  const lostBytes = now.dataBytes < before.dataBytes / 2;
  if (!lostFiles && !lostBytes) return null;
  const what = lostFiles
    ? `${before.files - now.files} of ${before.files} files`
    : `${Math.round((1 - now.dataBytes / before.dataBytes) * 100)} per cent of its data`;
  return failure('backup-failed', `The backup was made, but ${what} are gone since the one before.`, {
    remedy: 'Look whether that is right. Until the next backup no older one is deleted.',
  });
}

async function releaseTo(
  target: BackupTarget,
  repository: Repository,
  { manifest }: Stage,
  context: RootdContext,
): Promise<Result<void, Failure>> {
  if (!context.plugins.backupPlaces[target.kind].isElsewhere) return ok(undefined);
  return storeRelease(repository, manifest.rootDigest, context.host);
}

/** Copies a snapshot from the first target; what the repository has already is not sent again. */
async function copyTo(
  to: Repository,
  from: Repository,
  asked: { readonly backup: BackupId; readonly snapshot: string },
  context: RootdContext,
): Promise<Result<string, Failure>> {
  const { host } = context;
  const opened = await ensureRepository(to, from, host);
  if (!opened.ok) return opened;
  const copied = await resticUnlocked({ repository: to, from, args: ['copy', asked.snapshot] }, host);
  if (copied.exitCode !== 0)
    return err(await explainFailure(to, 'The backup could not be copied', copied, host));
  const there = await listSnapshots(to, tags.ofBackup(asked.backup), host);
  if (!there.ok) return there;
  const snapshot = there.value.at(-1);
  if (snapshot) return ok(snapshot.id);
  return err(failure('backup-failed', `The backup was copied, but is not there ${to.title}.`));
}

/** Ids of the snapshots that are left; null where this host may not delete. */
async function retainAt(
  target: BackupTarget,
  record: InstallationRecord,
  { plan, book }: { plan: BackupPlan; book: Book },
  context: RootdContext,
): Promise<Result<ReadonlySet<string> | null, Failure>> {
  const repository = await openOwn(record.installation, target, context);
  if (!repository.mayDelete) return ok(null);
  const kept = await retain(
    repository,
    {
      keep: plan.keep,
      pinned: book.entries.filter(({ pinned }) => pinned).map(({ id }) => id),
      timezone: await timezoneOf(record, context),
    },
    context.host,
  );
  return kept.ok ? ok(new Set(kept.value.left.map(({ id }) => id))) : kept;
}
