// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupManifest } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { InstallationRecord } from './installation-record.ts';

/**
 * Why data of a snapshot is not used for an installation. Pure; null when it fits. The snapshot is not trusted: all that
 * is taken from its package is which addons there are to fill. (Its digest proves nothing: a package that was kept by an
 * earlier version of ours lacks keys that have a default now.)
 */
export function refuseManifest(
  manifest: BackupManifest,
  record: Pick<InstallationRecord, 'package'>,
): Failure | null {
  const { package: pack } = manifest;
  if (pack.id !== record.package.id)
    return refused(`The backup is of ${pack.id}, and this installation is ${record.package.id}.`);
  const lacking = pack.manifest.addons.find((addon) => dumpOf(manifest, addon) === undefined);
  if (lacking) return refused(`The backup lacks the data of its ${lacking.name}.`);
  return null;
}

export const dumpOf = (
  manifest: BackupManifest,
  addon: Manifest['addons'][number],
): BackupManifest['addons'][number] | undefined =>
  manifest.addons.find((dump) => dump.name === addon.name && dump.type === addon.type);

/** A service does not read what a newer one of its kind wrote. */
export function refuseNewer(type: string, dumpVersion: string, hostVersion: string): Failure | null {
  if (!/^[0-9]+(?:\.[0-9]+)*$/.test(dumpVersion))
    return refused(`The backup does not say which ${type} its data is of.`);
  if (!isNewer(dumpVersion, hostVersion)) return null;
  return failure(
    'restore-refused',
    `The data was written by ${type} ${dumpVersion}, and this server has ${hostVersion}: an older one cannot read it.`,
    { remedy: 'Restore it on a server with a newer Debian.' },
  );
}

/** Compares as many parts as `version` has: 17 is not newer than 17.12. */
export function isNewer(version: string, than: string): boolean {
  const other = than.split('.').map(Number);
  for (const [index, part] of version.split('.').map(Number).entries()) {
    const difference = part - (other[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function refused(message: string): Failure {
  return failure('restore-refused', message, { remedy: 'Choose another backup.' });
}
