// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { unbuildable } from '../contract.ts';

export interface LockedModule {
  readonly name: string;
  /** With Go's `v`; of the toolchain v0.0.1-go1.27.0.linux-amd64. */
  readonly version: string;
  /** `h1:...` of the module's files. */
  readonly sum: string;
}

const LINE = /^([a-zA-Z0-9][^\s]*) (v[^\s/]+)(\/go\.mod)? (h1:[A-Za-z0-9+/]{43}=)$/;

/** Modules whose files a go.sum fixes. Every line must be `module version[/go.mod] h1:...`. */
export function readGoSum(text: string): Result<LockedModule[], Failure> {
  const locked: LockedModule[] = [];
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    if (line.trim() === '') continue;
    const [, name, version, ofGoMod, sum] = LINE.exec(line) ?? [];
    if (name === undefined || version === undefined || sum === undefined) {
      return err(
        unbuildable('checksum-mismatch', `its go.sum has a line without a checksum (${line.slice(0, 60)})`),
      );
    }
    if (ofGoMod === undefined) locked.push({ name, version, sum });
  }
  return ok(locked);
}
