// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  linkSync,
  lstatSync,
  lutimesSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  renameSync,
  type Stats,
} from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Reading and changing whole file trees without ever following a link in them. Only for trees that nothing else
 * writes to any more (a build whose units have ended).
 */

export type EntryType = 'file' | 'directory' | 'link' | 'device' | 'socket' | 'fifo';

export interface TreeEntry {
  /** From the tree's top, with a leading slash: /usr/bin/env. The top itself is not listed. */
  readonly path: string;
  readonly type: EntryType;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of a file; 0 for everything else. */
  readonly size: number;
  readonly mtimeMs: number;
  /** Of a link. */
  readonly target: string | null;
}

/** One change to a tree; applied in the order given. */
export type TreeChange =
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'mode'; readonly path: string; readonly mode: number }
  | { readonly kind: 'owner'; readonly path: string; readonly uid: number; readonly gid: number }
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number }
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly content: string | Buffer;
      readonly mode: number;
    };

/** Every entry below `top`, sorted by path in code units. Mount points inside are listed but not entered. */
export async function listTree(top: string): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const device = lstatSync(top).dev;
  const waiting = [''];
  await eachOf(waiting, (directory) => {
    for (const name of readdirSync(top + directory)) {
      const path = `${directory}/${name}`;
      const facts = lstatSync(top + path);
      const type = typeOf(facts);
      entries.push({
        path,
        type,
        mode: facts.mode & 0o7777,
        uid: facts.uid,
        gid: facts.gid,
        size: type === 'file' ? facts.size : 0,
        mtimeMs: facts.mtimeMs,
        target: type === 'link' ? readlinkSync(top + path) : null,
      });
      if (type === 'directory' && facts.dev === device) waiting.push(path);
    }
  });
  return entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function typeOf(facts: Stats): EntryType {
  if (facts.isFile()) return 'file';
  if (facts.isDirectory()) return 'directory';
  if (facts.isSymbolicLink()) return 'link';
  if (facts.isFIFO()) return 'fifo';
  return facts.isSocket() ? 'socket' : 'device';
}

/** sha256 of files of the tree, by path. */
export async function hashFiles(top: string, paths: readonly string[]): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  await eachOf(paths, async (path) => {
    hashes.set(path, await hashFile(top + path));
  });
  return hashes;
}

/** Bytes that are hashed at once, without giving other work its turn. */
const AT_ONCE = 1024 * 1024;
/** One for all: a buffer for each of tens of thousands of files costs more than reading them. */
let scratch: Buffer | null = null;

/** sha256 of one file, hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  if (lstatSync(path).size <= AT_ONCE) eachChunk(path, (chunk) => hash.update(chunk));
  else for await (const chunk of createReadStream(path, { highWaterMark: AT_ONCE })) hash.update(chunk);
  return hash.digest('hex');
}

/** Reads a file synchronously; a chunk is valid until the next one. */
function eachChunk(path: string, take: (chunk: Buffer) => void): void {
  scratch ??= Buffer.allocUnsafeSlow(AT_ONCE);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, scratch); read > 0; read = readSync(file, scratch))
      take(scratch.subarray(0, read));
  } finally {
    closeSync(file);
  }
}

/**
 * Applies changes. Scripts that ran in the tree may have put a link anywhere: a change whose parent is reached
 * through a link is refused by throwing, because it would leave the tree. Removing what is gone changes nothing.
 */
export async function changeTree(top: string, changes: readonly TreeChange[]): Promise<void> {
  const plain = new Set<string>(['']);
  for (const change of changes) {
    if (change.kind === 'remove' && !(await isThere(top, dirname(change.path)))) continue;
    await requirePlainParents(top, change.path, plain);
    const path = top + change.path;
    switch (change.kind) {
      case 'remove':
        await fs.rm(path, { recursive: true, force: true });
        plain.clear();
        plain.add('');
        break;
      case 'mode':
        if (!(await fs.lstat(path)).isSymbolicLink()) await fs.chmod(path, change.mode);
        break;
      case 'owner':
        await fs.lchown(path, change.uid, change.gid);
        break;
      case 'directory':
        await fs.mkdir(path);
        await fs.chmod(path, change.mode);
        break;
      case 'write':
        await fs.rm(path, { force: true });
        await fs.writeFile(path, change.content, { mode: change.mode, flag: 'wx' });
        await fs.chmod(path, change.mode);
        break;
      default:
        return change satisfies never;
    }
  }
}

/** Text of a regular file of the tree, reached through no link; null when there is no such file. */
export async function readTreeText(top: string, path: string): Promise<string | null> {
  return (await readTreeFile(top, path))?.toString('utf8') ?? null;
}

/** The same as bytes. */
export async function readTreeFile(top: string, path: string): Promise<Buffer | null> {
  if (!(await isThere(top, path))) return null;
  await requirePlainParents(top, path, new Set(['']));
  if (!(await fs.lstat(top + path)).isFile()) return null;
  return await fs.readFile(top + path);
}

async function isThere(top: string, path: string): Promise<boolean> {
  return await fs.lstat(top + path).then(
    () => true,
    () => false,
  );
}

async function requirePlainParents(top: string, path: string, plain: Set<string>): Promise<void> {
  const parts = path.split('/').slice(1, -1);
  let at = '';
  for (const part of parts) {
    at = `${at}/${part}`;
    if (plain.has(at)) continue;
    if (!(await fs.lstat(top + at)).isDirectory()) throw new Error(`${at} of the tree is not a directory`);
    plain.add(at);
  }
}

/** Sets the time of every entry that is newer than `fromMs` to `toMs`. */
export async function clampTimes(
  top: string,
  entries: readonly TreeEntry[],
  times: { fromMs: number; toMs: number },
): Promise<void> {
  const to = new Date(times.toMs);
  await eachOf(
    entries.filter((entry) => entry.mtimeMs >= times.fromMs),
    (entry) => lutimesSync(top + entry.path, to, to),
  );
  await fs.utimes(top, to, to);
}

/** Makes each named file of `top` the same inode as the file at that path of `other`, which must hold the same bytes. */
export async function linkFiles(top: string, other: string, paths: readonly string[]): Promise<void> {
  await eachOf(paths, (path) => {
    const mark = createHash('sha256').update(path).digest('hex').slice(0, 16);
    const temporary = join(dirname(top + path), `.hop3-link-${mark}`);
    linkSync(other + path, temporary);
    renameSync(temporary, top + path);
  });
}

/** Gives a file a second name on the same file system. */
export async function linkFile(from: string, to: string): Promise<void> {
  await fs.rm(to, { force: true });
  await fs.link(from, to);
}

/** Moves a directory to a path of the tree (same file system), replacing what is there. */
export async function moveIntoTree(from: string, top: string, path: string): Promise<void> {
  await requirePlainParents(top, path, new Set(['']));
  await fs.rm(top + path, { recursive: true, force: true });
  await fs.rename(from, top + path);
}

const TURN_MS = 10;

/**
 * Works through a list that may grow meanwhile. A tree has tens of thousands of entries, for which synchronous calls
 * take a tenth of the processor time of promises; every 10 ms other work gets its turn.
 */
async function eachOf<T>(items: readonly T[], work: (item: T) => void | Promise<void>): Promise<void> {
  let turn = performance.now();
  for (const item of items) {
    const pending = work(item);
    if (pending) await pending;
    if (performance.now() - turn > TURN_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      turn = performance.now();
    }
  }
}
