// SPDX-License-Identifier: AGPL-3.0-or-later
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { OrganisationId } from '#contract/ids.ts';

/** A tenant. Every row that belongs to somebody carries its id. */
export const organisations = pgTable('organisations', {
  id: uuid().$type<OrganisationId>().primaryKey(),
  name: text().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});
