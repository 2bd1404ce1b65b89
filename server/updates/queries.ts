// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq } from 'drizzle-orm';
import type { InstallationId } from '#contract/ids.ts';
import type { UpdateView } from '#contract/site-api/updates.ts';
import { type InstallationRow, installations } from '#drizzle/schema/installations.ts';
import { inScope, type OrganisationScope, type Transaction } from '#server/database/connection.ts';
import type { Records } from '#server/installations/queries.ts';
import { availableUpdate } from './available.ts';

const { app, package: pack, packageDigest, version, previousRelease, rehearsal } = installations;

export type Release = Pick<
  InstallationRow,
  'app' | 'package' | 'packageDigest' | 'version' | 'previousRelease' | 'rehearsal'
>;

/** What runs, what ran before, and how the newest try of an update went. */
export async function releaseOf(
  tx: Transaction,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<Release | null> {
  const [row] = await tx
    .select({ app, package: pack, packageDigest, version, previousRelease, rehearsal })
    .from(installations)
    .where(and(eq(installations.id, installation), eq(installations.organisationId, scope.organisation)));
  return row ?? null;
}

export async function findUpdate(
  { db, catalogue }: Records,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<UpdateView | null> {
  const release = await inScope(db, scope, (tx) => releaseOf(tx, scope, installation));
  return release === null ? null : updateView(release, await catalogue.load(release.app));
}

function updateView(release: Release, offered: Parameters<typeof availableUpdate>[1]): UpdateView {
  const { manifest } = release.package;
  const current = {
    packageVersion: manifest.metadata.version,
    version: release.version,
    packageDigest: release.packageDigest,
    migrates: manifest.update.migrates,
  };
  const before = release.previousRelease;
  return {
    current,
    available: availableUpdate(current, offered),
    rehearsal: release.rehearsal,
    previous:
      before === null
        ? null
        : {
            packageVersion: before.package.manifest.metadata.version,
            version: before.version === release.version ? null : before.version,
            sinceMs: before.untilMs,
            withData: before.backup !== null,
          },
  };
}
