// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import type { Failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { unbuildable } from '../contract.ts';

const lockfileSchema = z.object({
  lockfileVersion: z.union([z.literal(2), z.literal(3)]),
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      link: z.boolean().optional(),
      inBundle: z.boolean().optional(),
    }),
  ),
});

export interface LockedNpmPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/**
 * What a package-lock.json fixes. Refused: an entry without an integrity (only what is bundled in a checked archive
 * may lack one), or one from elsewhere than a registry (git, a file, a link).
 */
export function readLockfile(text: string): Result<LockedNpmPackage[], Failure> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('build-failed', 'its package-lock.json is not JSON');
  }
  const parsed = lockfileSchema.safeParse(json);
  if (!parsed.success) return refuse('build-failed', 'its package-lock.json is not of version 2 or 3');
  const locked: LockedNpmPackage[] = [];
  for (const [path, entry] of Object.entries(parsed.data.packages)) {
    if (path === '' || entry.inBundle) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (
      entry.link ||
      !path.startsWith('node_modules/') ||
      (entry.resolved !== undefined && !entry.resolved.startsWith('https://'))
    ) {
      return refuse('build-failed', `its lockfile takes ${name} from elsewhere than a registry`);
    }
    if (entry.version === undefined || !/^sha(?:512|384|256)-/.test(entry.integrity ?? '')) {
      return refuse('checksum-mismatch', `its lockfile has no checksum for ${name}`);
    }
    locked.push({ name, version: entry.version, integrity: entry.integrity ?? '' });
  }
  return ok(locked.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
}

function refuse(code: 'build-failed' | 'checksum-mismatch', why: string): Result<never, Failure> {
  return err(unbuildable(code, why));
}
