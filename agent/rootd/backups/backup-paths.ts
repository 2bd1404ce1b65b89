// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import type { BackupTargetId } from '#contract/backup.ts';
import type { InstallationId } from '#contract/ids.ts';

/** What is kept of an installation's backups on this host. Root only; it outlives the installation. */
export const backupPaths = (id: InstallationId) => {
  const directory = paths.backup(id);
  return {
    directory,
    plan: `${directory}/plan.json`,
    book: `${directory}/book.json`,
    /** The repository's, as restic reads it. */
    password: `${directory}/password`,
    /** Of the target `local`. */
    repository: `${directory}/repository`,
    /** restic's own, of repositories that are elsewhere. */
    cache: `${directory}/cache`,
    /** Keys, host keys and ssh_config of targets. */
    targets: `${directory}/targets`,
    target: (target: BackupTargetId) => `${directory}/targets/${target}`,
    /** There while a backup is being made: what it is made of, beside the app's own files. */
    work: `${directory}/work`,
    /** Says that the app was stopped for a backup and must be started again. */
    held: `${directory}/held.json`,
  };
};
