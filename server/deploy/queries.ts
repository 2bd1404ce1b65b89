// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { HostId, InstallationId, OperationId, OrganisationId } from '#contract/ids.ts';
import type { OperationKind } from '#contract/operation.ts';
import { type HostRow, hosts } from '#drizzle/schema/hosts.ts';
import { type InstallationRow, installations } from '#drizzle/schema/installations.ts';
import { operations } from '#drizzle/schema/operations.ts';
import { organisations } from '#drizzle/schema/organisations.ts';
import { trustedCas } from '#drizzle/schema/trusted-cas.ts';
import { type Database, inOrganisation } from '#server/database/connection.ts';
import type { HostSubject, InstallationSubject, OperationFacts } from './step.ts';

/** Everything about an operation that its workflow starts from. */
export interface OperationRecord {
  readonly facts: OperationFacts;
  readonly organisation: OrganisationId;
  readonly host: HostRow;
  readonly installation: InstallationRow | null;
  readonly input: Readonly<Record<string, unknown>>;
}

export async function readOperation(db: Database, id: OperationId): Promise<OperationRecord | null> {
  const [row] = await db
    .select({ operation: operations, host: hosts, installation: installations })
    .from(operations)
    .innerJoin(hosts, eq(hosts.id, operations.hostId))
    .leftJoin(installations, eq(installations.id, operations.installationId))
    .where(eq(operations.id, id));
  if (row === undefined) return null;
  const { operation, host, installation } = row;
  return {
    facts: {
      operation: operation.id,
      kind: operation.kind,
      host: hostSubject(host),
      installation: installation === null ? null : installationSubject(installation),
    },
    organisation: operation.organisationId,
    host,
    installation,
    input: operation.input,
  };
}

export const hostSubject = (host: HostRow): HostSubject => ({
  id: host.id,
  name: host.name,
  kind: host.kind,
  publicPort: host.publicPort,
  domainSuffix: host.domainSuffix,
});

export function installationSubject(row: InstallationRow): InstallationSubject {
  return {
    id: row.id,
    title: row.title,
    domain: row.domain,
    package: row.package,
    packageDigest: row.packageDigest,
    settings: row.settings,
    admin:
      row.adminUsername !== null && row.adminEmail !== null
        ? { username: row.adminUsername, email: row.adminEmail }
        : null,
    timezone: row.timezone,
    language: row.language,
  };
}

const LIVE = ['queued', 'running', 'undoing'] as const;

/** What is not ended, oldest first: the sweeper compares it with the workflows that exist. */
export async function liveOperations(
  db: Database,
): Promise<{ id: OperationId; host: HostId; kind: OperationKind }[]> {
  return db
    .select({ id: operations.id, host: operations.hostId, kind: operations.kind })
    .from(operations)
    .where(inArray(operations.state, [...LIVE]))
    .orderBy(asc(operations.createdAt))
    .limit(1000);
}

/** Ids of these operations for which a cancel was asked. */
export async function cancelRequested(db: Database, ids: readonly OperationId[]): Promise<OperationId[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: operations.id })
    .from(operations)
    .where(and(inArray(operations.id, [...ids]), sql`${operations.cancelRequestedAt} is not null`));
  return rows.map((row) => row.id);
}

/** A host that the organisation may use: its own, or one shared by the operator. */
export async function readHostFor(
  db: Database,
  organisation: OrganisationId,
  id: HostId,
): Promise<HostRow | null> {
  const [row] = await db
    .select()
    .from(hosts)
    .where(and(eq(hosts.id, id), or(eq(hosts.organisationId, organisation), isNull(hosts.organisationId))));
  return row ?? null;
}

export async function readInstallation(
  db: Database,
  organisation: OrganisationId,
  id: InstallationId,
): Promise<{ installation: InstallationRow; host: HostRow } | null> {
  const [row] = await db
    .select({ installation: installations, host: hosts })
    .from(installations)
    .innerJoin(hosts, eq(hosts.id, installations.hostId))
    .where(and(eq(installations.id, id), eq(installations.organisationId, organisation)));
  return row ?? null;
}

/** Hosts whose facts are collected. */
export async function hostsToAsk(db: Database): Promise<HostRow[]> {
  return db
    .select()
    .from(hosts)
    .where(inArray(hosts.state, ['connected', 'unreachable']));
}

/** Installations of a host that are neither coming nor going. */
export async function installationsToAsk(db: Database, host: HostId): Promise<InstallationRow[]> {
  return db
    .select()
    .from(installations)
    .where(
      and(
        eq(installations.hostId, host),
        inArray(installations.state, ['running', 'stopped', 'failing', 'unknown']),
      ),
    );
}

/** Whether something works on the host now. */
export async function hostIsBusy(db: Database, host: HostId): Promise<boolean> {
  const rows = await db
    .select({ id: operations.id })
    .from(operations)
    .where(and(eq(operations.hostId, host), inArray(operations.state, [...LIVE])))
    .limit(1);
  return rows.length > 0;
}

/** Whose installation has the domain now, if any; site-wide. */
export async function domainHolder(db: Database, domain: string): Promise<InstallationId | null> {
  const [row] = await db
    .select({ id: installations.id })
    .from(installations)
    .where(and(eq(installations.domain, domain), sql`${installations.domainReleasedAt} is null`));
  return row?.id ?? null;
}

/** Names that a host answers for now, besides those under its own suffix. */
export async function ownNamesOn(db: Database, host: HostRow): Promise<string[]> {
  const rows = await db
    .select({ domain: installations.domain })
    .from(installations)
    .where(and(eq(installations.hostId, host.id), sql`${installations.domainReleasedAt} is null`))
    .orderBy(asc(installations.domain));
  const names = rows.map((row) => row.domain);
  return names.filter((name) => host.domainSuffix === null || !name.endsWith(`.${host.domainSuffix}`));
}

export async function trustedCertificates(db: Database, organisation: OrganisationId): Promise<string[]> {
  const rows = await inOrganisation(db, organisation, (tx) =>
    tx
      .select({ pem: trustedCas.pem })
      .from(trustedCas)
      .where(eq(trustedCas.organisationId, organisation))
      .orderBy(asc(trustedCas.createdAt)),
  );
  return rows.map((row) => row.pem);
}

/** Some organisation, as the scope for writing about what all share; null before there is one. */
export async function anyOrganisation(db: Database): Promise<OrganisationId | null> {
  const [row] = await db.select({ id: organisations.id }).from(organisations).limit(1);
  return row?.id ?? null;
}
