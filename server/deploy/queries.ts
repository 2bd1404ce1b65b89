// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { type AcmeAccount, LETS_ENCRYPT } from '#contract/acme.ts';
import type { BackupId } from '#contract/backup.ts';
import type { HostId, InstallationId, OperationId, OrganisationId } from '#contract/ids.ts';
import type { OperationKind } from '#contract/operation.ts';
import { type BackupTargetRow, backups, backupTargets } from '#drizzle/schema/backups.ts';
import { type HostRow, hosts } from '#drizzle/schema/hosts.ts';
import { type InstallationRow, installations } from '#drizzle/schema/installations.ts';
import { type OperationRow, operations } from '#drizzle/schema/operations.ts';
import { organisations } from '#drizzle/schema/organisations.ts';
import { trustedCas } from '#drizzle/schema/trusted-cas.ts';
import { type Database, inOrganisation } from '#server/database/connection.ts';
import { type OperationInput, operationInput } from './operation-input.ts';
import type { OperationNotes } from './operation-notes.ts';
import { nearestCopy } from './places.ts';
import type {
  BackupSubject,
  HostSubject,
  InstallationSubject,
  OperationFacts,
  TargetRelease,
} from './step.ts';

/** Everything about an operation that its workflow starts from. */
export interface OperationRecord {
  readonly facts: OperationFacts;
  readonly organisation: OrganisationId;
  readonly host: HostRow;
  readonly installation: InstallationRow | null;
  readonly input: Readonly<Record<string, unknown>>;
  /** What steps had learned when it was read. */
  readonly notes: OperationNotes;
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
  const input = operationInput(operation.kind, operation.input);
  return {
    facts: {
      operation: operation.id,
      kind: operation.kind,
      input,
      host: hostSubject(host),
      installation: installation === null ? null : installationSubject(installation),
      target: targetRelease(operation),
      rehearsal: operation.rehearsalId,
      backup: installation === null ? null : await backupSubject(db, { input, host, installation }),
    },
    organisation: operation.organisationId,
    host,
    installation,
    input: operation.input,
    notes: operation.notes,
  };
}

function targetRelease({ package: app, packageDigest }: OperationRow): TargetRelease | null {
  return app === null || packageDigest === null ? null : { package: app, packageDigest };
}

async function backupSubject(
  db: Database,
  of: { readonly input: OperationInput; readonly host: HostRow; readonly installation: InstallationRow },
): Promise<BackupSubject | null> {
  const { input, host, installation } = of;
  const wanted = wantedBackup(input, installation);
  if (wanted === null) return null;
  const [row] = await db
    .select()
    .from(backups)
    .where(and(eq(backups.installationId, wanted.repositoryOf), eq(backups.id, wanted.backup)));
  if (row === undefined || row.organisationId !== installation.organisationId) return null;
  const from = nearestCopy(row.entry, {
    repositoryOf: wanted.repositoryOf,
    places: await readPlaces(db, installation.organisationId),
    hasLocal: row.hostId === host.id,
    only: wanted.target,
  });
  return from && { entry: row.entry, from };
}

function wantedBackup(
  input: OperationInput,
  installation: InstallationRow,
): { repositoryOf: InstallationId; backup: BackupId; target: string | null } | null {
  switch (input.kind) {
    case 'restore':
      return { repositoryOf: installation.id, backup: input.backup, target: input.target };
    case 'install-from-backup':
      return { repositoryOf: input.from, backup: input.backup, target: input.target };
    case 'roll-back': {
      const backup = input.withData ? (installation.previousRelease?.backup ?? null) : null;
      return backup === null ? null : { repositoryOf: installation.id, backup, target: null };
    }
    default:
      return null;
  }
}

/** Every place of the organisation, also the removed ones: what is there may still be fetched. */
export async function readPlaces(db: Database, organisation: OrganisationId): Promise<BackupTargetRow[]> {
  return db
    .select()
    .from(backupTargets)
    .where(eq(backupTargets.organisationId, organisation))
    .orderBy(asc(backupTargets.createdAt));
}

export const hostSubject = (host: HostRow): HostSubject => ({
  id: host.id,
  name: host.name,
  kind: host.kind,
  publicPort: host.publicPort,
  domainSuffix: host.domainSuffix,
  authorityNotAfterMs: host.authorityNotAfter?.getTime() ?? null,
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
    issuer: row.issuer,
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

/** A place for backups, also a removed one: what is there may still be fetched. */
export async function readTarget(
  db: Database,
  organisation: OrganisationId,
  target: string,
): Promise<BackupTargetRow | null> {
  const [row] = await db
    .select()
    .from(backupTargets)
    .where(and(eq(backupTargets.id, target), eq(backupTargets.organisationId, organisation)));
  return row ?? null;
}

export async function readTargetIds(db: Database, organisation: OrganisationId): Promise<string[]> {
  const rows = await db
    .select({ id: backupTargets.id })
    .from(backupTargets)
    .where(eq(backupTargets.organisationId, organisation));
  return rows.map((row) => row.id);
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

/**
 * An installation by which the authority of its host can be renewed: one with a certificate of it. Null also while
 * something works on the host, and for a day after the last try.
 */
export async function installationOfAuthority(db: Database, host: HostId): Promise<InstallationRow | null> {
  if (await hostIsBusy(db, host)) return null;
  const tried = await db
    .select({ id: operations.id })
    .from(operations)
    .where(
      and(
        eq(operations.hostId, host),
        eq(operations.kind, 'set-certificate'),
        isNull(operations.requestedBy),
        sql`${operations.createdAt} > now() - interval '1 day'`,
      ),
    )
    .limit(1);
  if (tried.length > 0) return null;
  const [row] = await db
    .select()
    .from(installations)
    .where(
      and(
        eq(installations.hostId, host),
        eq(installations.issuer, 'private'),
        inArray(installations.state, ['running', 'stopped', 'failing']),
      ),
    )
    .orderBy(asc(installations.createdAt))
    .limit(1);
  return row ?? null;
}

/** Whose installation has the domain now or is about to take it, if any; site-wide. */
export async function domainHolder(db: Database, domain: string): Promise<InstallationId | null> {
  const [row] = await db
    .select({ id: installations.id })
    .from(installations)
    .where(
      or(
        and(eq(installations.domain, domain), sql`${installations.domainReleasedAt} is null`),
        eq(installations.wantedDomain, domain),
      ),
    );
  return row?.id ?? null;
}

/** Names that a host answers for now or is about to, besides those under its own suffix. */
export async function ownNamesOn(db: Database, host: HostRow): Promise<string[]> {
  const rows = await db
    .select({ domain: installations.domain, wanted: installations.wantedDomain })
    .from(installations)
    .where(and(eq(installations.hostId, host.id), sql`${installations.domainReleasedAt} is null`))
    .orderBy(asc(installations.domain));
  const names = rows.flatMap(({ domain, wanted }) => (wanted === null ? [domain] : [domain, wanted]));
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

/** Where an organisation gets certificates by ACME. */
export async function readAcmeAccount(db: Database, organisation: OrganisationId): Promise<AcmeAccount> {
  const { acmeDirectory, acmeEmail, acmeCaPem } = organisations;
  const [row] = await db
    .select({ acmeDirectory, acmeEmail, acmeCaPem })
    .from(organisations)
    .where(eq(organisations.id, organisation));
  if (row === undefined) throw new Error('there is no such organisation');
  return { directory: row.acmeDirectory ?? LETS_ENCRYPT, email: row.acmeEmail, caPem: row.acmeCaPem };
}

/** Some organisation, as the scope for writing about what all share; null before there is one. */
export async function anyOrganisation(db: Database): Promise<OrganisationId | null> {
  const [row] = await db.select({ id: organisations.id }).from(organisations).limit(1);
  return row?.id ?? null;
}
