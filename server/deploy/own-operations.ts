// SPDX-License-Identifier: AGPL-3.0-or-later
import { type HostId, type OrganisationId, operationId } from '#contract/ids.ts';
import type { InstallationRow } from '#drizzle/schema/installations.ts';
import { operations } from '#drizzle/schema/operations.ts';
import { type Database, inOrganisation } from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';

/** Nobody asks for this one; nothing when the host has other work of its own just now. */
export async function beginRetention(
  db: Database,
  store: { readonly organisation: OrganisationId; readonly host: HostId; readonly name: string },
): Promise<void> {
  await inOrganisation(db, store.organisation, (tx) =>
    tx
      .insert(operations)
      .values({
        id: operationId.parse(uuidv7()),
        organisationId: store.organisation,
        hostId: store.host,
        kind: 'open-store',
        subject: store.name,
        input: { retain: true },
      })
      .onConflictDoNothing(),
  );
}

/** Nobody asks for this one either; nothing when its app has other work just now. */
export async function beginAuthorityRenewal(
  db: Database,
  { id, organisationId, hostId, app, title }: InstallationRow,
): Promise<void> {
  await inOrganisation(db, organisationId, (tx) =>
    tx
      .insert(operations)
      .values({
        ...{ id: operationId.parse(uuidv7()), organisationId, hostId, installationId: id },
        ...{ kind: 'set-certificate', app, subject: title, input: { issuer: 'private' } },
      })
      .onConflictDoNothing(),
  );
}
