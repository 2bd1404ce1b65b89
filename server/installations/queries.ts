// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, desc, eq, ne, sql } from 'drizzle-orm';
import type { InstallationId, OperationId } from '#contract/ids.ts';
import type { InstallationView, PromiseView } from '#contract/site-api/installations.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { type InstallationRow, installations } from '#drizzle/schema/installations.ts';
import {
  type Database,
  inScope,
  type OrganisationScope,
  type Transaction,
} from '#server/database/connection.ts';
import { judgePromises } from '#server/promises/judge.ts';
import { type Promised, readPromised } from '#server/promises/queries.ts';
import type { CataloguePort } from './catalogue-port.ts';

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
  issuer: installations.issuer,
  memoryBytes: installations.memoryBytes,
  dataBytes: installations.dataBytes,
  runningSince: installations.runningSince,
  checkedAt: installations.checkedAt,
  adminUsername: installations.adminUsername,
  canResetPassword: sql<boolean>`${installations.adminUsername} is not null
    and (${installations.package} #> '{manifest,admin,reset}') is not null`,
  currentOperation: sql<OperationId | null>`(select o.id from operations o
    where o.installation_id = ${installations.id} and o.state in ('queued', 'running', 'undoing'))`,
  lastOperation: sql<OperationId | null>`(select o.id from operations o
    where o.installation_id = ${installations.id} order by o.created_at desc, o.id desc limit 1)`,
};

const select = (tx: Transaction) =>
  tx.select(columns).from(installations).innerJoin(hosts, eq(hosts.id, installations.hostId));
type Found = Awaited<ReturnType<typeof select>>[number];

/** What installations are looked up in: their rows, and the catalogue for what is newer. */
export interface Records {
  readonly db: Database;
  readonly catalogue: CataloguePort;
}

/** Newest first; without those that were removed. */
export function listInstallations(
  { db, catalogue }: Records,
  scope: OrganisationScope,
): Promise<InstallationView[]> {
  return inScope(db, scope, async (tx) => {
    const rows = await select(tx)
      .where(and(eq(installations.organisationId, scope.organisation), ne(installations.state, 'removed')))
      .orderBy(desc(installations.createdAt));
    const promised = await readPromised(tx, scope, catalogue, null);
    return rows.map((row) => viewOf(row, promised.get(row.id), Date.now()));
  });
}

/** Also a removed one: its operations stay readable. */
export function findInstallation(
  { db, catalogue }: Records,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<InstallationView | null> {
  return inScope(db, scope, async (tx) => {
    const [row] = await select(tx).where(
      and(eq(installations.id, installation), eq(installations.organisationId, scope.organisation)),
    );
    if (row === undefined) return null;
    const promised = await readPromised(tx, scope, catalogue, installation);
    return viewOf(row, promised.get(row.id), Date.now());
  });
}

/** Each promise with what is known of it; null when there is no such installation. */
export async function findPromises(
  { db, catalogue }: Records,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<PromiseView[] | null> {
  const promised = await inScope(db, scope, (tx) => readPromised(tx, scope, catalogue, installation));
  const found = promised.get(installation);
  return found === undefined ? null : judgePromises(found.facts, Date.now());
}

export type InstallationHead = Pick<
  InstallationRow,
  'id' | 'hostId' | 'app' | 'title' | 'domain' | 'state'
> & { canResetPassword: boolean };

/** What commands decide by. */
export async function installationHead(
  tx: Transaction,
  scope: OrganisationScope,
  installation: InstallationId,
): Promise<InstallationHead | null> {
  const { id, hostId, app, title, domain, state } = installations;
  const [row] = await tx
    .select({ id, hostId, app, title, domain, state, canResetPassword: columns.canResetPassword })
    .from(installations)
    .where(and(eq(id, installation), eq(installations.organisationId, scope.organisation)));
  return row ?? null;
}

export const installationUrl = (domain: string, publicPort: number): string =>
  publicPort === 443 ? `https://${domain}/` : `https://${domain}:${publicPort}/`;

const viewOf = (row: Found, promised: Promised | undefined, nowMs: number): InstallationView => ({
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
  issuer: row.issuer,
  memoryBytes: row.memoryBytes,
  dataBytes: row.dataBytes,
  runningSinceMs: row.runningSince?.getTime() ?? null,
  checkedAtMs: row.checkedAt?.getTime() ?? null,
  hasAdmin: row.adminUsername !== null,
  canResetPassword: row.canResetPassword,
  promises:
    promised === undefined
      ? []
      : judgePromises(promised.facts, nowMs).map(({ id, state }) => ({ id, state })),
  update: promised?.available
    ? { kind: promised.available.kind, packageVersion: promised.available.packageVersion }
    : null,
});
