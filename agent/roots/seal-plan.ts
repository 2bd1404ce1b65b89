// SPDX-License-Identifier: AGPL-3.0-or-later
import { posix } from 'node:path';
import type { TreeChange, TreeEntry } from '#agent/host/tree.ts';
import { JAVA_TRUST, withFixedTimes } from './java-trust.ts';
import { EMPTIED, GUARDED, REWRITTEN, SEAL_RULES } from './seal-rules.ts';

/** Everything that a build wrote gets this time, so that building again makes the same tree: 2025-01-01. */
export const SEALED_AT_MS = Date.UTC(2025, 0, 1);

export interface SealInput {
  readonly entries: readonly TreeEntry[];
  /** Paths that dpkg's file lists name. */
  readonly owned: ReadonlySet<string>;
  /** Files of guarded places with the same bytes as some file that dpkg owns. */
  readonly copies: ReadonlySet<string>;
  /** `[source] keep-generated`: these paths and what is below them stay. */
  readonly keepGenerated: readonly string[];
  /** Directories that must be there for binds. */
  readonly directories: readonly string[];
  /** Files that must be there for binds. */
  readonly files: readonly string[];
  /** /etc/shadow as it stands. */
  readonly shadow: string | null;
  /** Java's authorities as they stand. */
  readonly javaTrust: Buffer | null;
  /** A base tree keeps what scripts made: packages will be installed in copies of it. */
  readonly kind: 'base' | 'root';
}

export interface SealPlan {
  readonly changes: readonly TreeChange[];
  /** What scripts made in guarded places and the seal took away: recorded beside the root. */
  readonly removed: readonly string[];
}

/**
 * In a base, besides what every tree loses: what would only be stale in its copies, and what differs with the version
 * of mmdebstrap that made it (which packages count as wanted), so that every host has the same base.
 */
const STALE_IN_BASE =
  /^\/var\/(?:log\/.|cache\/(?:apt|ldconfig|man)\/.|cache\/debconf\/.*-old$|lib\/apt\/(?:lists\/.|extended_states$)|lib\/dpkg\/[a-z]+-old$)|^\/etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-$/;
const STALE_DIRECTORY_IN_BASE = '/var/cache/debconf/tmp.ci';

/** Decides what sealing does to a tree: see the design's recipe and seal-rules.ts. */
export function sealPlan(input: SealInput): SealPlan {
  const removed = new Set<string>();
  const changes: TreeChange[] = [];
  const isBelowRemoved = (path: string): boolean => {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (removed.has(path.slice(0, at))) return true;
    }
    return false;
  };

  for (const entry of input.entries) {
    if (isBelowRemoved(entry.path)) continue;
    if (!stays(entry, input)) removed.add(entry.path);
  }
  for (const entry of input.entries) {
    if (entry.type !== 'link' || removed.has(entry.path) || input.owned.has(entry.path)) continue;
    const target = posix.resolve(posix.dirname(entry.path), entry.target ?? '');
    if (GUARDED.test(entry.path) && (removed.has(target) || isBelowRemoved(target))) removed.add(entry.path);
  }
  for (const path of removed) changes.push({ kind: 'remove', path });

  for (const entry of input.entries) {
    if (removed.has(entry.path) || isBelowRemoved(entry.path) || entry.type === 'link') continue;
    const ours = /^\/opt\/(?:app|node)(?:\/|$)/.test(entry.path);
    const mode = entry.type === 'file' ? entry.mode & 0o1777 : entry.mode;
    const closed = ours ? mode & ~0o6022 : mode;
    const wanted = input.kind === 'root' && isOfAccount(entry) ? openToAll(closed) : closed;
    if (wanted !== entry.mode) changes.push({ kind: 'mode', path: entry.path, mode: wanted });
  }
  for (const entry of input.entries) {
    if (removed.has(entry.path) || isBelowRemoved(entry.path)) continue;
    if (/^\/opt\/(?:app|node)(?:\/|$)/.test(entry.path) && (entry.uid !== 0 || entry.gid !== 0)) {
      changes.push({ kind: 'owner', path: entry.path, uid: 0, gid: 0 });
    }
  }

  for (const [path, { content, mode }] of Object.entries(REWRITTEN)) {
    changes.push({ kind: 'write', path, content, mode });
  }
  if (input.shadow !== null) {
    changes.push({ kind: 'write', path: '/etc/shadow', content: lockedShadow(input.shadow), mode: 0o640 });
    const shadow = input.entries.find((entry) => entry.path === '/etc/shadow');
    if (shadow) changes.push({ kind: 'owner', path: '/etc/shadow', uid: shadow.uid, gid: shadow.gid });
  }
  const trust = input.entries.find((entry) => entry.path === JAVA_TRUST && !removed.has(entry.path));
  const fixed = input.javaTrust && withFixedTimes(input.javaTrust, SEALED_AT_MS);
  if (trust && fixed)
    changes.push({ kind: 'write', path: JAVA_TRUST, content: fixed, mode: trust.mode & 0o777 });
  changes.push(...mountPoints(input, (path) => removed.has(path) || isBelowRemoved(path)));
  return { changes, removed: [...removed].filter((path) => GUARDED.test(path)).sort() };
}

/**
 * What belongs to an account that a package made, but for the passwords. The app runs as another user, which must be
 * able to read what the package brings for that account; nothing of a sealed root is secret.
 */
function isOfAccount({ path, uid, gid }: TreeEntry): boolean {
  return (uid !== 0 || gid !== 0) && !/^\/etc\/g?shadow/.test(path);
}

/** Readable, and where its owner may enter or execute it, that too. */
function openToAll(mode: number): number {
  return mode | 0o444 | (mode & 0o100 ? 0o111 : 0);
}

function stays(entry: TreeEntry, input: SealInput): boolean {
  if (EMPTIED.test(entry.path)) return false;
  if (entry.type === 'device' || entry.type === 'fifo' || entry.type === 'socket') return false;
  if (entry.path === '/usr/sbin/policy-rc.d' && !input.owned.has(entry.path)) return false;
  if (input.kind === 'base') {
    if (entry.path === STALE_DIRECTORY_IN_BASE) return false;
    return entry.type === 'directory' || !STALE_IN_BASE.test(entry.path);
  }
  if (entry.path === '/opt/hop3') return false;
  if (!GUARDED.test(entry.path) || input.owned.has(entry.path)) return true;
  if (input.keepGenerated.some((kept) => entry.path === kept || entry.path.startsWith(`${kept}/`)))
    return true;
  const rule = SEAL_RULES.find((candidate) => candidate.paths.test(entry.path));
  if (rule) return rule.keep;
  if (entry.path.startsWith('/var/log/') || entry.path.startsWith('/var/cache/')) {
    return entry.type === 'directory';
  }
  return (
    entry.type === 'directory' || entry.type === 'link' || entry.size === 0 || input.copies.has(entry.path)
  );
}

/** Locks every password and takes the day of the last change out, which is the day of the build. */
export function lockedShadow(shadow: string): string {
  return shadow
    .split('\n')
    .map((line) => {
      const fields = line.split(':');
      if (fields.length < 9) return line;
      if (!/^[!*]+$/.test(fields[1] ?? '')) fields[1] = '!';
      fields[2] = '20000';
      return fields.join(':');
    })
    .join('\n');
}

/** Only what is missing. A link in the way is followed inside the tree. */
function mountPoints(input: SealInput, isGone: (path: string) => boolean): TreeChange[] {
  const present = new Map<string, string | null>(
    input.entries.filter((entry) => !isGone(entry.path)).map((entry) => [entry.path, entry.target]),
  );
  const changes: TreeChange[] = [];
  const ensureDirectory = (path: string): string => {
    const waiting = path.split('/').slice(1);
    let at = '';
    for (let hops = 0; waiting.length > 0; ) {
      const next = `${at}/${waiting.shift() ?? ''}`;
      const target = present.get(next);
      if (target !== undefined && target !== null && hops < 20) {
        hops += 1;
        waiting.unshift(
          ...posix
            .resolve(at === '' ? '/' : at, target)
            .split('/')
            .slice(1)
            .filter(Boolean),
        );
        at = '';
        continue;
      }
      if (target === undefined) {
        changes.push({ kind: 'directory', path: next, mode: 0o755 });
        present.set(next, null);
      }
      at = next;
    }
    return at;
  };
  for (const path of input.directories) ensureDirectory(path);
  for (const path of input.files) {
    const file = `${ensureDirectory(posix.dirname(path))}/${posix.basename(path)}`;
    if (!present.has(file)) changes.push({ kind: 'write', path: file, content: '', mode: 0o644 });
  }
  return changes;
}
