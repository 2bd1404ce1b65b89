// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupTargetId } from '#contract/backup.ts';
import type { HostId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { BackupView } from '#contract/site-api/backups.ts';
import type { SiteError } from '#contract/site-error.ts';
import type { InstallationRowState } from '#drizzle/schema/installations.ts';
import type { KnownTarget } from './copies.ts';

const notNow = (message: string, remedy: string | null = null) =>
  err({ kind: 'not-now', message, remedy } as const);
const field = (name: string, message: string, remedy: string | null = null) =>
  err({ kind: 'field', field: name, message, remedy } as const);

/** A backup now goes to every place of the plan: without one there is nowhere to put it. */
export function mayBackUpNow(plan: object | null): Result<null, SiteError> {
  if (plan !== null) return ok(null);
  return notNow('It has no backup plan yet.', 'Choose when and where its backups go first.');
}

/** Before an uninstall. */
export function mayBackUpLast(plan: object | null): Result<null, SiteError> {
  if (plan !== null) return ok(null);
  return field(
    'lastBackup',
    'It has no backup plan, so there is no place for a last backup.',
    'Set up its backups first, or uninstall it without one.',
  );
}

/** Places of a plan, in their order. `host`: the server of the installation. */
export function mayPlanFor(
  targets: readonly BackupTargetId[],
  known: ReadonlyMap<string, KnownTarget>,
  host: HostId,
): Result<null, SiteError> {
  if (new Set(targets).size < targets.length) return field('targets', 'A place is named twice.');
  for (const id of targets) {
    if (id === 'local') continue;
    const target = known.get(id);
    if (target === undefined || target.removedAt !== null) {
      return field('targets', 'There is no such place.', 'Choose another one.');
    }
    if (target.kind === 'store' && target.hostId === host) {
      return field(
        'targets',
        `${target.name} is the server that it runs on: a copy there is lost with it.`,
        'Choose another server.',
      );
    }
  }
  return ok(null);
}

/** Of the places of an original's plan, those that help a copy of it on `host`; its own disk when none does. */
export function placesForCopy(
  targets: readonly BackupTargetId[],
  known: ReadonlyMap<string, KnownTarget>,
  host: HostId,
): BackupTargetId[] {
  const helpful = targets.filter((target) => mayPlanFor([target], known, host).ok);
  return helpful.length === 0 ? ['local'] : helpful;
}

/** Which copy is brought to `host`: the wanted one, or when none was named the nearest that can be fetched. */
export function copyToFetch(
  backup: Pick<BackupView, 'copies' | 'host'>,
  about: {
    readonly host: HostId;
    readonly target: BackupTargetId | null;
    /** Of the server that local copies are on. */
    readonly hostName: string;
  },
): Result<BackupTargetId, SiteError> {
  const { host, target, hostName } = about;
  const isElsewhere = host !== backup.host;
  const canFetch = (copy: BackupView['copies'][number]): boolean =>
    copy.usable && (copy.target !== 'local' || !isElsewhere);
  if (target !== null) {
    const copy = backup.copies.find((each) => each.target === target);
    if (copy === undefined) return field('target', 'This backup has no copy there.', 'Choose another place.');
    if (canFetch(copy)) return ok(copy.target);
    return copy.target === 'local' && copy.usable
      ? field(
          'target',
          `Another server cannot read the disk of ${hostName}.`,
          'Choose a copy that is elsewhere.',
        )
      : field(
          'target',
          `Nothing can be fetched from ${copy.name}: it was removed.`,
          'Choose another place, or add it again.',
        );
  }
  const local = backup.copies.find((copy) => copy.target === 'local');
  const nearest = local !== undefined && canFetch(local) ? local : backup.copies.find(canFetch);
  if (nearest !== undefined) return ok(nearest.target);
  if (isElsewhere && local?.usable) {
    return field(
      'host',
      `This backup is on the disk of ${hostName} only; another server cannot read it.`,
      `Choose ${hostName}, or a backup that has a copy elsewhere.`,
    );
  }
  return notNow(
    'No copy of this backup can be fetched any more: its places were removed.',
    'Choose another backup, or add one of its places again.',
  );
}

/** Only what is gone has kept backups; those of an app that is there are deleted one by one. */
export function mayDeleteKept(
  installation: { state: InstallationRowState; title: string },
  confirm: string,
): Result<null, SiteError> {
  if (installation.state !== 'removed') {
    return notNow('It is still installed.', 'Delete single backups, or uninstall it first.');
  }
  if (confirm.trim() !== installation.title) {
    return field('confirm', `This is not its name. Type ${installation.title} to delete its backups.`);
  }
  return ok(null);
}
