// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a version of a package brought: plain text, a line for each point or paragraph. */
export interface ChangelogEntry {
  readonly packageVersion: string;
  readonly lines: readonly string[];
}

const MAX_CHARACTERS = 200_000;
const MAX_ENTRIES = 100;
const MAX_LINES = 30;
const MAX_LINE = 500;

/**
 * `CHANGELOG.md` of a package, newest first as it is written: `## 1.0.1` (what follows the number on the line is left
 * out), below it paragraphs or points. Nothing when there is no such file.
 */
export function readChangelog(folder: string): ChangelogEntry[] {
  try {
    return parseChangelog(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

export function parseChangelog(markdown: string): ChangelogEntry[] {
  const entries: { packageVersion: string; lines: string[] }[] = [];
  // Lines that belong together are joined: a point goes on until the next point, an empty line or a heading.
  let joins = false;
  for (const line of markdown.slice(0, MAX_CHARACTERS).split(/\r?\n/)) {
    const version = /^## +v?([0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6})(?![0-9.])/.exec(line)?.[1];
    if (version !== undefined) {
      if (entries.length === MAX_ENTRIES) break;
      entries.push({ packageVersion: version, lines: [] });
      joins = false;
      continue;
    }
    const entry = entries.at(-1);
    const text = plain(line);
    if (entry === undefined || text === '' || line.startsWith('#')) {
      joins = false;
      continue;
    }
    const isPoint = /^\s*[-*+] /.test(line);
    const before = joins && !isPoint ? entry.lines.pop() : undefined;
    if (entry.lines.length < MAX_LINES) {
      entry.lines.push((before === undefined ? text : `${before} ${text}`).slice(0, MAX_LINE));
    }
    joins = true;
  }
  return entries;
}

/** Text of packages is nobody's to trust: no markup, no control or direction characters. */
function plain(line: string): string {
  return line
    .replace(/^\s*[-*+] +/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}
