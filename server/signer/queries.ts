// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Sql } from 'postgres';
import type { OperationKind, OperationState } from '#contract/operation.ts';
import type { Justification } from './justify.ts';
import type { TicketRequest } from './signer-protocol.ts';

/** A host that was connected and is not being let go of, or null. */
export async function readConnectedHost(sql: Sql, id: string): Promise<{ epoch: number } | null> {
  const [host] = await sql<
    { epoch: number }[]
  >`select epoch from hosts where id = ${id} and state in ('connected', 'unreachable')`;
  return host ?? null;
}

/** Reads as hop3_signer, which sees these columns of these three tables and nothing else. */
export async function readJustification(sql: Sql, request: TicketRequest): Promise<Justification> {
  const [operation] = await sql<
    {
      kind: OperationKind;
      state: OperationState;
      hostId: string;
      installationId: string | null;
      rehearsalId: string | null;
      packageDigest: string | null;
    }[]
  >`select kind, state, host_id as "hostId", installation_id as "installationId", rehearsal_id as "rehearsalId", package_digest as "packageDigest" from operations where id = ${request.operation}`;
  const [host] = await sql<{ epoch: number }[]>`select epoch from hosts where id = ${request.host}`;
  const [installation] =
    request.installation === null
      ? []
      : await sql<
          { hostId: string; packageDigest: string }[]
        >`select host_id as "hostId", package_digest as "packageDigest" from installations where id = ${request.installation}`;
  return {
    operation: operation
      ? {
          kind: operation.kind,
          state: operation.state,
          host: operation.hostId,
          installation: operation.installationId,
          rehearsal: operation.rehearsalId,
          packageDigest: operation.packageDigest,
        }
      : null,
    installation: installation
      ? { host: installation.hostId, packageDigest: installation.packageDigest }
      : null,
    host: host ?? null,
  };
}
