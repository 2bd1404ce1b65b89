// SPDX-License-Identifier: AGPL-3.0-or-later
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { OrganisationId } from '#contract/ids.ts';

/** A tenant. Every row that belongs to somebody carries its id. */
export const organisations = pgTable('organisations', {
  id: uuid().$type<OrganisationId>().primaryKey(),
  name: text().notNull(),
  /** Where certificates come from: an ACME directory and the address that it may write to. Null: Let's Encrypt. */
  acmeDirectory: text('acme_directory'),
  acmeEmail: text('acme_email'),
  /** CA certificate of the directory itself, where that is not public. */
  acmeCaPem: text('acme_ca_pem'),
  /** When its recovery sheet was last printed or downloaded. */
  recoverySheetAt: timestamp('recovery_sheet_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});
