// SPDX-License-Identifier: AGPL-3.0-or-later
import { eq } from 'drizzle-orm';
import { organisations } from '#drizzle/schema/organisations.ts';
import { type Database, inScope, type OrganisationScope } from '#server/database/connection.ts';

/** The sheet was printed or downloaded. */
export async function markSheetKept(
  db: Database,
  scope: OrganisationScope,
  nowMs: number,
): Promise<{ keptAtMs: number }> {
  await inScope(db, scope, (tx) =>
    tx
      .update(organisations)
      .set({ recoverySheetAt: new Date(nowMs) })
      .where(eq(organisations.id, scope.organisation)),
  );
  return { keptAtMs: nowMs };
}
