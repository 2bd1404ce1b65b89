// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Host } from '#agent/host/host.ts';
import type { Failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { explainFailure } from './explain-failure.ts';
import { RESTIC, type Repository, restic } from './restic.ts';
import { resticUnlocked } from './snapshots.ts';

/**
 * Sees to it that a second password opens the repository too: the recovery key, which is on paper and not on this host.
 * `passwordFile` is there while this runs. `isNew`: the repository was just made, so it has one key only.
 */
export async function ensureSecondKey(
  repository: Repository,
  passwordFile: string,
  host: Host,
  { isNew = false }: { readonly isNew?: boolean } = {},
): Promise<Result<void, Failure>> {
  if (!isNew) {
    const opened = await restic(
      { repository: { ...repository, passwordFile }, args: ['cat', 'config', '--no-lock'] },
      host,
    );
    if (opened.exitCode === 0) return ok(undefined);
  }
  const added = await resticUnlocked(
    {
      repository,
      args: ['key', 'add', `--new-password-file=${RESTIC.otherPassword}`],
      readOnly: [{ from: passwordFile, to: RESTIC.otherPassword }],
    },
    host,
  );
  if (added.exitCode === 0) return ok(undefined);
  return err(
    await explainFailure(repository, 'The recovery key could not be added to the repository', added, host),
  );
}
