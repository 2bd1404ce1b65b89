// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { hostId, installationId, operationId } from '#contract/ids.ts';
import { auditEvents } from '#drizzle/schema/audit-events.ts';
import { type Database, inScope, type OrganisationScope } from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';

/** The answers that may stand in the audit. A list of what is let in: an answer added later is no secret by accident. */
const RECORDED = [
  'app',
  'host',
  'installation',
  'operation',
  'title',
  'domain',
  'name',
  'address',
  'sshPort',
  'sshUser',
  'method',
  'id',
  'session',
  'backup',
  'target',
  'kind',
  'port',
  'user',
  'path',
  'withData',
  'issuer',
  'directory',
];

const references = z.object({
  host: hostId.optional().catch(undefined),
  installation: installationId.optional().catch(undefined),
  operation: operationId.optional().catch(undefined),
});

export interface AuditEntry {
  /** Procedure, such as installations.install. */
  action: string;
  accepted: boolean;
  input: unknown;
  output: unknown;
  address: string | null;
}

export async function recordAudit(db: Database, scope: OrganisationScope, entry: AuditEntry): Promise<void> {
  const input = references.safeParse(entry.input).data ?? {};
  const output = references.safeParse(entry.output).data ?? {};
  await inScope(db, scope, (tx) =>
    tx.insert(auditEvents).values({
      id: uuidv7(),
      organisationId: scope.organisation,
      userId: scope.user.id,
      userName: scope.user.name,
      action: entry.action,
      accepted: entry.accepted ? 'yes' : 'no',
      hostId: output.host ?? input.host ?? null,
      installationId: output.installation ?? input.installation ?? null,
      operationId: output.operation ?? input.operation ?? null,
      detail: detailOf(entry.input),
      address: entry.address,
    }),
  );
}

function detailOf(input: unknown): Record<string, unknown> {
  if (input === null || typeof input !== 'object') return {};
  const detail: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (!RECORDED.includes(name)) continue;
    if (typeof value === 'string') detail[name] = value.slice(0, 300);
    else if (typeof value === 'number' || typeof value === 'boolean') detail[name] = value;
  }
  return detail;
}
