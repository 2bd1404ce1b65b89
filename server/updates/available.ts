// SPDX-License-Identifier: AGPL-3.0-or-later
import type { UpdateView } from '#contract/site-api/updates.ts';
import type { ChangelogEntry } from '#server/catalogue/changelog.ts';
import type { OfferedPackage } from '#server/installations/catalogue-port.ts';

/** What is installed, as far as it is compared. */
export interface Installed {
  readonly packageVersion: string;
  readonly packageDigest: string;
  /** Of the app, with the archive's revision: 2.2.6-1+b4. */
  readonly version: string | null;
}

export type Available = NonNullable<UpdateView['available']>;

/**
 * What the catalogue has for an installation. `newer`: a higher version of the package; `rebuilt`: the same version
 * with another content. A lower version is no update: a catalogue that was put back does not take installations along.
 */
export function availableKind(
  installed: Omit<Installed, 'version'>,
  offered: { readonly packageVersion: string; readonly digest: string },
): Available['kind'] | null {
  const order = compareVersions(offered.packageVersion, installed.packageVersion);
  if (order > 0) return 'newer';
  return order === 0 && offered.digest !== installed.packageDigest ? 'rebuilt' : null;
}

/** The same with everything that the page says of it. */
export function availableUpdate(installed: Installed, offered: OfferedPackage | null): Available | null {
  if (offered === null) return null;
  const { metadata, update } = offered.package.manifest;
  const kind = availableKind(installed, { packageVersion: metadata.version, digest: offered.digest });
  if (kind === null) return null;
  return {
    kind,
    packageVersion: metadata.version,
    version: otherVersion(metadata['upstream-version'] ?? null, installed.version),
    packageDigest: offered.digest,
    migrates: update.migrates,
    changes: changesSince(offered.changelog, installed.packageVersion, metadata.version),
  };
}

/** A version of the app that is not the one that runs; the archive's revision is left out of account. */
export function otherVersion(version: string | null, running: string | null): string | null {
  if (version === null || running === null) return version;
  const isSame =
    running === version || (running.startsWith(version) && /^[-+~]/.test(running.slice(version.length)));
  return isSame ? null : version;
}

/** Entries after the installed version, up to the offered one; newest first. */
function changesSince(changelog: readonly ChangelogEntry[], installed: string, offered: string) {
  return changelog
    .filter(
      ({ packageVersion }) =>
        compareVersions(packageVersion, installed) > 0 && compareVersions(packageVersion, offered) <= 0,
    )
    .sort((a, b) => compareVersions(b.packageVersion, a.packageVersion))
    .map(({ packageVersion, lines }) => ({ packageVersion, lines: [...lines] }));
}

/** Versions of packages are three numbers: below 0, 0, above 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  for (let place = 0; place < 3; place += 1) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
