// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, desc, eq, ne, sql } from 'drizzle-orm';
import type { InstallationId, OperationId } from '#contract/ids.ts';
import type { InstallationView } from '#contract/site-api.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { type InstallationRow, installations } from '#drizzle/schema/installations.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  type Transaction,
} from '#server/database/connection.ts';

/** Without the package, which is long. */
const columns = {
  id: installations.id,
  app: installations.app,
  appTitle: installations.appTitle,
  title: installations.title,
  version: installations.version,
  state: installations.state,
  host: installations.hostId,
  hostName: hosts.name,
  domain: installations.domain,
  publicPort: installations.publicPort,
  createdAt: installations.createdAt,
  installedAt: installations.installedAt,
  certificateNotAfter: installations.certificateNotAfter,
  memoryBytes: installations.memoryBytes,
  dataBytes: installations.dataBytes,
  runningSince: installations.runningSince,
  checkedAt: installations.checkedAt,
  adminUsername: installations.adminUsername,
  currentOperation: sql<OperationId | null>`(select o.id from operations o
    where o.installation_id = ${installations.id} and o.state in ('queued', 'running', 'undoing'))`,
  lastOperation: sql<OperationId | null>`(select o.id from operations o
    where o.installation_id = ${installations.id} order by o.created_at desc, o.id desc limit 1)`,
};

const select = (tx: Transaction) =>
  tx.select(columns).from(installations).innerJoin(hosts, eq(hosts.id, installations.hostId));
type Found = Awaited<ReturnType<typeof select>>[number];

/** Newest first; without those that were removed. */
export async function listInstallations(db: Database, scope: OrganisationScope): Promise<InstallationView[]> {
  const rows = await inScope(db, scope, (tx) =>
    select(tx)
      .where(and(eq(installations.organisationId, scope.organisation), ne(installations.state, 'removed')))
      .orderBy(desc(installations.createdAt)),
  );
  return rows.map(viewOf);
}

/** Also a removed one: its operations stay readable. */
export async function findInstallation(
  db: Database,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<InstallationView | null> {
  const [row] = await inScope(db, scope, (tx) =>
    select(tx).where(
      and(eq(installations.id, installation), eq(installations.organisationId, scope.organisation)),
    ),
  );
  return row ? viewOf(row) : null;
}

export type InstallationHead = Pick<InstallationRow, 'id' | 'hostId' | 'app' | 'title' | 'domain' | 'state'>;

/** What commands decide by. */
export async function installationHead(
  tx: Transaction,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<InstallationHead | null> {
  const { id, hostId, app, title, domain, state } = installations;
  const [row] = await tx
    .select({ id, hostId, app, title, domain, state })
    .from(installations)
    .where(and(eq(id, installation), eq(installations.organisationId, scope.organisation)));
  return row ?? null;
}

export const installationUrl = (domain: string, publicPort: number): string =>
  publicPort === 443 ? `https://${domain}/` : `https://${domain}:${publicPort}/`;

const viewOf = (row: Found): InstallationView => ({
  id: row.id,
  app: row.app,
  appTitle: row.appTitle,
  title: row.title,
  version: row.version,
  state: row.state,
  host: row.host,
  hostName: row.hostName,
  domain: row.domain,
  url: installationUrl(row.domain, row.publicPort),
  createdAtMs: row.createdAt.getTime(),
  installedAtMs: row.installedAt?.getTime() ?? null,
  currentOperation: row.currentOperation,
  lastOperation: row.lastOperation,
  certificateNotAfterMs: row.certificateNotAfter?.getTime() ?? null,
  memoryBytes: row.memoryBytes,
  dataBytes: row.dataBytes,
  runningSinceMs: row.runningSince?.getTime() ?? null,
  checkedAtMs: row.checkedAt?.getTime() ?? null,
  hasAdmin: row.adminUsername !== null,
});
