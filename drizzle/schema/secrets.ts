// SPDX-License-Identifier: AGPL-3.0-or-later
import { customType, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { OrganisationId } from '#contract/ids.ts';
import { organisations } from './organisations.ts';

const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/** Values sealed by the worker with the master key (see server/secrets/seal.ts). Web can delete but not read them. */
export const secrets = pgTable(
  'secrets',
  {
    organisationId: uuid('organisation_id')
      .$type<OrganisationId>()
      .notNull()
      .references(() => organisations.id),
    /** Whose: `installations`/id/`settings.<name>`, `hosts`/id/`bootstrap-password`. */
    tableName: text('table_name').notNull(),
    rowId: uuid('row_id').notNull(),
    columnName: text('column_name').notNull(),
    keyId: text('key_id').notNull(),
    sealed: bytes().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.tableName, table.rowId, table.columnName] })],
);
