// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Package } from '#contract/package.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import type { PreviousRelease } from '#drizzle/schema/installations.ts';
import type { OfferedPackage } from '#server/installations/catalogue-port.ts';
import { availableKind } from './available.ts';

const notNow = (message: string, remedy: string | null = null) =>
  err({ kind: 'not-now', message, remedy } as const);

/**
 * Which package an update goes to. `asked` is the digest that the person saw: what the catalogue offers, or what is
 * installed, to build it again with what its archive has now.
 */
export function packageToTake(about: {
  asked: string;
  installed: { package: Package; packageDigest: string };
  offered: OfferedPackage | null;
}): Result<{ package: Package; packageDigest: string }, SiteError> {
  const { asked, installed, offered } = about;
  if (asked === installed.packageDigest) return ok(installed);
  if (offered === null) {
    return notNow('The catalogue does not have this app any more.', 'It goes on running as it is.');
  }
  const kind = availableKind(
    {
      packageVersion: installed.package.manifest.metadata.version,
      packageDigest: installed.packageDigest,
    },
    { packageVersion: offered.package.manifest.metadata.version, digest: offered.digest },
  );
  if (kind === null) return notNow('It is the newest version already.');
  if (asked !== offered.digest) {
    return notNow(
      'The catalogue has changed since you looked.',
      'Look at what the update brings now, and press Update again.',
    );
  }
  return ok({ package: offered.package, packageDigest: offered.digest });
}

export function mayRollBack(
  previous: PreviousRelease | null,
  withData: boolean,
): Result<PreviousRelease, SiteError> {
  if (previous === null) {
    return notNow('There is no version before to go back to.', 'Restore a backup from before the update.');
  }
  if (withData && previous.backup === null) {
    const message = 'There is no backup of its data from before the update.';
    const remedy = 'Go back with the data as it is now, or restore another backup.';
    return err({ kind: 'field', field: 'withData', message, remedy });
  }
  return ok(previous);
}
