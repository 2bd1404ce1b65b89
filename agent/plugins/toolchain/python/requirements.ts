// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { unbuildable } from '../contract.ts';

export interface LockedDistribution {
  readonly name: string;
  readonly version: string;
  /** `sha256:...` of the files that may be taken. */
  readonly hashes: readonly string[];
  /** The line as pip takes it. */
  readonly line: string;
}

const LINE =
  /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[A-Za-z0-9,._-]+\])?==([A-Za-z0-9.!+_-]+)(?:\s*;\s*([^\\#]*?))?((?:\s+--hash=sha256:[0-9a-f]{64})+)$/;

/**
 * What a requirements lockfile fixes. Every line must be `name==version` with at least one sha256 (and perhaps a
 * marker): options, addresses, paths and editable installs are refused, because pip would follow them.
 */
export function readRequirements(text: string): Result<LockedDistribution[], Failure> {
  const joined = text.replaceAll('\r\n', '\n').replace(/[ \t]*\\\n[ \t]*/g, ' ');
  const locked: LockedDistribution[] = [];
  for (const raw of joined.split('\n')) {
    const line = raw.replace(/(?:^|\s)#.*$/, '').trim();
    if (line === '') continue;
    const match = LINE.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) {
      return err(
        unbuildable(
          /--hash=/.test(line) ? 'build-failed' : 'checksum-mismatch',
          `its lockfile has a line without an exact version and checksum (${line.slice(0, 60)})`,
        ),
      );
    }
    locked.push({
      name: match[1],
      version: match[2],
      line,
      hashes: [...(match[4] ?? '').matchAll(/--hash=(sha256:[0-9a-f]{64})/g)].map((hash) => hash[1] ?? ''),
    });
  }
  return ok(locked);
}

/** A name of PyPI as its index compares it (PEP 503), without extras. */
export function normalName(name: string): string {
  return name
    .replace(/\[.*\]$/, '')
    .replace(/[-_.]+/g, '-')
    .toLowerCase();
}
