// SPDX-License-Identifier: AGPL-3.0-or-later

import { and, eq, inArray, sql } from 'drizzle-orm';
import type { HostFacts } from '#contract/agent-api.ts';
import type { HostId, InstallationId, OrganisationId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';
import type { CertificateState } from '#contract/rootd-api.ts';
import { hosts } from '#drizzle/schema/hosts.ts';
import { installations } from '#drizzle/schema/installations.ts';
import { operations } from '#drizzle/schema/operations.ts';
import { type Database, inOrganisation } from '#server/database/connection.ts';

/** What a step learned about the installation. */
export async function recordInstallation(
  db: Database,
  organisation: OrganisationId,
  id: InstallationId,
  learned: Partial<
    Pick<
      typeof installations.$inferInsert,
      | 'version'
      | 'certificateNotAfter'
      | 'issuer'
      | 'rootDigest'
      | 'reservation'
      | 'state'
      | 'memoryBytes'
      | 'dataBytes'
      | 'runningSince'
      | 'checkedAt'
      | 'rehearsal'
      | 'restoreProvenAt'
    >
  >,
): Promise<void> {
  if (Object.keys(learned).length === 0) return;
  await inOrganisation(db, organisation, (tx) =>
    tx.update(installations).set(learned).where(eq(installations.id, id)),
  );
}

/** A measure taken by the collector: only for installations that no operation has in hand meanwhile. */
export async function recordMeasured(
  db: Database,
  organisation: OrganisationId,
  id: InstallationId,
  measured:
    | {
        readonly state: 'running' | 'stopped' | 'failing' | 'unknown';
        readonly memoryBytes: number | null;
        readonly dataBytes: number | null;
        readonly runningSince: Date | null;
        readonly certificateNotAfter: Date | null;
        readonly certificate: CertificateState | null;
        readonly generation: number;
        readonly failedJobs: readonly string[];
        /** Only where the host has another release than the row says: see collector.ts. */
        readonly package?: Package;
        readonly packageDigest?: string;
        readonly rootDigest?: string | null;
        readonly version?: string | null;
      }
    | { readonly state: 'unknown' },
): Promise<void> {
  await inOrganisation(db, organisation, (tx) =>
    tx
      .update(installations)
      .set({ ...measured, ...('memoryBytes' in measured ? { checkedAt: sql`now()` } : {}) })
      .where(
        and(
          eq(installations.id, id),
          inArray(installations.state, ['running', 'stopped', 'failing', 'unknown']),
          sql`not exists (select 1 from ${operations} where ${operations.installationId} = ${id} and ${operations.state} in ('queued', 'running', 'undoing'))`,
        ),
      ),
  );
}

/** `scope`: the host's own organisation, or any that uses a shared one. */
export async function recordHost(
  db: Database,
  scope: OrganisationId,
  id: HostId,
  learned: {
    readonly facts?: HostFacts;
    readonly reachable?: boolean;
    readonly runtimeDigest?: string;
    readonly agentContract?: number;
    readonly authorityNotAfter?: Date;
  },
): Promise<void> {
  await inOrganisation(db, scope, async (tx) => {
    const { facts, reachable, runtimeDigest, agentContract, authorityNotAfter } = learned;
    const columns = {
      ...(facts === undefined ? {} : { facts, factsAt: sql`now()` }),
      ...(runtimeDigest === undefined ? {} : { runtimeDigest }),
      ...(agentContract === undefined ? {} : { agentContract }),
      ...(authorityNotAfter === undefined ? {} : { authorityNotAfter }),
    };
    if (Object.keys(columns).length > 0) await tx.update(hosts).set(columns).where(eq(hosts.id, id));
    if (reachable === undefined) return;
    const [from, to] = reachable
      ? (['unreachable', 'connected'] as const)
      : (['connected', 'unreachable'] as const);
    await tx
      .update(hosts)
      .set({ state: to })
      .where(and(eq(hosts.id, id), eq(hosts.state, from)));
  });
}
