// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import type { RootdOutput } from '#contract/rootd-api.ts';
import { withSource } from '../backups/open-repository.ts';
import { fetchRelease } from '../backups/releases-stored.ts';
import { readManifest } from '../backups/restore-files.ts';
import { type Handler, recordOf } from '../context.ts';

/** root.restore: the root of the snapshot's release; the current or the next release points at it afterwards, as of root.build. */
export const rootRestore: Handler<'root.restore'> = async ({ input, secrets, context, listener }) => {
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const record = found.value;
  const { next } = record;
  const isNext = input.release === 'next';
  if (isNext && next === null)
    return err(failure('not-found', 'There is no prepared release to restore a root for.'));
  const { packageDigest } = isNext && next ? next : record;

  return withSource<RootdOutput<'root.restore'>>(
    input.from,
    secrets,
    input.installation,
    context,
    async (repository) => {
      const manifest = await readManifest(repository, input.from, context.host);
      if (!manifest.ok) return manifest;
      const { rootDigest, rootVersion } = manifest.value;
      if (manifest.value.packageDigest !== packageDigest)
        return err(failure('restore-refused', 'The backup ran on another package than this release is of.'));
      return context.shared.run('roots', async () => {
        listener.note('Looking for the release that it ran on');
        const fetched = await fetchRelease(repository, rootDigest, context.host);
        if (!fetched.ok) return fetched;
        if (!fetched.value.found) return ok({ found: false, digest: null, version: null });
        const root = { rootDigest, rootVersion };
        await context.records.write(
          isNext && next ? { ...record, next: { ...next, ...root } } : { ...record, ...root },
        );
        return ok({ found: true, digest: rootDigest, version: rootVersion });
      });
    },
  );
};
