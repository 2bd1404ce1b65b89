// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, desc, eq } from 'drizzle-orm';
import type { AuditView } from '#contract/audit.ts';
import type { InstallationId } from '#contract/ids.ts';
import { auditEvents } from '#drizzle/schema/audit-events.ts';
import { type Database, inScope, type OrganisationScope } from '#server/database/connection.ts';

export async function listAudit(
  db: Database,
  scope: OrganisationScope,
  { installation, limit }: { installation: InstallationId | null; limit: number },
): Promise<AuditView[]> {
  const rows = await inScope(db, scope, (tx) =>
    tx
      .select()
      .from(auditEvents)
      .where(
        and(
          eq(auditEvents.organisationId, scope.organisation),
          installation === null ? undefined : eq(auditEvents.installationId, installation),
        ),
      )
      .orderBy(desc(auditEvents.at))
      .limit(limit),
  );
  return rows.map((row) => ({
    id: row.id,
    atMs: row.at.getTime(),
    userName: row.userName,
    action: row.action,
    accepted: row.accepted === 'yes',
    installation: row.installationId,
    host: row.hostId,
    operation: row.operationId,
    detail: row.detail as AuditView['detail'],
  }));
}
