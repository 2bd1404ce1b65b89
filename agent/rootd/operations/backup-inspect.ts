// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { withSource } from '../backups/open-repository.ts';
import { readManifest } from '../backups/restore-files.ts';
import { sizeOfSnapshot } from '../backups/snapshot-size.ts';
import type { Handler } from '../context.ts';

/** backup.inspect: reads two small things of a snapshot; nothing is placed. */
export const backupInspect: Handler<'backup.inspect'> = async ({ input, secrets, context }) =>
  withSource(input.from, secrets, input.installation, context, async (repository) => {
    const manifest = await readManifest(repository, input.from, context.host);
    if (!manifest.ok) return manifest;
    const size = await sizeOfSnapshot(repository, input.from.snapshot, context.host);
    if (!size.ok) return size;
    return ok({ manifest: manifest.value, dataBytes: size.value.bytes });
  });
