// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { AppId, InstallationId } from '#contract/ids.ts';
import { backupPlans, backupTargets } from '#drizzle/schema/backups.ts';
import { installations } from '#drizzle/schema/installations.ts';
import type { OrganisationScope, Transaction } from '#server/database/connection.ts';
import type { CataloguePort } from '#server/installations/catalogue-port.ts';
import { type Available, availableUpdate } from '#server/updates/available.ts';
import type { PromiseFacts } from './judge.ts';

/** What promises are judged from, and the update that the catalogue has. */
export interface Promised {
  readonly facts: PromiseFacts;
  readonly available: Available | null;
}

/** Of one installation, or of all that were not removed. */
export async function readPromised(
  tx: Transaction,
  scope: OrganisationScope,
  catalogue: CataloguePort,
  only: InstallationId | null,
): Promise<Map<InstallationId, Promised>> {
  const rows = await rowsOf(tx, scope, only);
  const places = await namesOfPlaces(tx, scope, rows);
  const offered = new Map(
    await Promise.all(
      [...new Set(rows.map(({ app }) => app))].map(
        async (app): Promise<[AppId, Awaited<ReturnType<CataloguePort['load']>>]> => [
          app,
          await catalogue.load(app),
        ],
      ),
    ),
  );
  return new Map(
    rows.map((row) => {
      const inCatalogue = offered.get(row.app) ?? null;
      const available = availableUpdate(row, inCatalogue);
      return [row.id, { facts: factsOf(row, places, inCatalogue !== null, available), available }];
    }),
  );
}

const columns = {
  id: installations.id,
  app: installations.app,
  state: installations.state,
  packageVersion: sql<string>`${installations.package} #>> '{manifest,metadata,version}'`,
  packageDigest: installations.packageDigest,
  version: installations.version,
  runningSince: installations.runningSince,
  checkedAt: installations.checkedAt,
  failedJobs: installations.failedJobs,
  certificate: installations.certificate,
  certificateNotAfter: installations.certificateNotAfter,
  lastBackupAt: installations.lastBackupAt,
  lastBackupElsewhereAt: installations.lastBackupElsewhereAt,
  attempts: installations.backupAttempts,
  restoreProvenAt: installations.restoreProvenAt,
  rehearsal: installations.rehearsal,
  schedule: backupPlans.schedule,
  paused: backupPlans.paused,
  targets: backupPlans.targets,
  backups: sql<number>`(select count(*)::int from backups b where b.installation_id = ${installations.id})`,
};

const rowsOf = (tx: Transaction, scope: OrganisationScope, only: InstallationId | null) =>
  tx
    .select(columns)
    .from(installations)
    .leftJoin(backupPlans, eq(backupPlans.installationId, installations.id))
    .where(
      and(
        eq(installations.organisationId, scope.organisation),
        only === null ? ne(installations.state, 'removed') : eq(installations.id, only),
      ),
    );
type Row = Awaited<ReturnType<typeof rowsOf>>[number];

async function namesOfPlaces(
  tx: Transaction,
  scope: OrganisationScope,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap(({ targets }) => targets ?? []).filter((id) => id !== 'local'))];
  if (ids.length === 0) return new Map();
  const found = await tx
    .select({ id: backupTargets.id, name: backupTargets.name })
    .from(backupTargets)
    .where(and(eq(backupTargets.organisationId, scope.organisation), inArray(backupTargets.id, ids)));
  return new Map(found.map(({ id, name }) => [id, name]));
}

function factsOf(
  row: Row,
  places: ReadonlyMap<string, string>,
  inCatalogue: boolean,
  available: Available | null,
): PromiseFacts {
  const { state, failedJobs, certificate, attempts, rehearsal, backups, schedule, paused, targets } = row;
  return {
    ...{ state, failedJobs, certificate, attempts, rehearsal, backups, inCatalogue, available },
    runningSinceMs: row.runningSince?.getTime() ?? null,
    checkedAtMs: row.checkedAt?.getTime() ?? null,
    certificateNotAfterMs: row.certificateNotAfter?.getTime() ?? null,
    lastBackupAtMs: row.lastBackupAt?.getTime() ?? null,
    lastBackupElsewhereAtMs: row.lastBackupElsewhereAt?.getTime() ?? null,
    restoreProvenAtMs: row.restoreProvenAt?.getTime() ?? null,
    plan:
      schedule === null || paused === null || targets === null
        ? null
        : {
            ...{ schedule, paused },
            here: targets.includes('local'),
            elsewhere: targets.flatMap((id) => places.get(id) ?? []),
          },
  };
}
