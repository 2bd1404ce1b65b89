// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import { failure } from '#contract/failure.ts';
import { err } from '#contract/result.ts';
import { repositoriesOf } from '../backups/plan-repositories.ts';
import { done, type Handler } from '../context.ts';

/** backup.delete: of an installation that is gone. What is elsewhere stays there. */
export const backupDelete: Handler<'backup.delete'> = async ({ input, context }) => {
  if (await context.records.read(input.installation)) {
    return err(
      failure('busy', 'It is installed on this server, so its backups are not deleted.', {
        remedy: 'Uninstall it first, or delete single backups.',
      }),
    );
  }
  // Some may be in the making still, by a preparation whose installation was cancelled.
  await context.shared.run(repositoriesOf(input.installation), () =>
    context.host.removeTree(paths.backup(input.installation)),
  );
  return done;
};
