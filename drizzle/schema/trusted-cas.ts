// SPDX-License-Identifier: AGPL-3.0-or-later
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { OrganisationId } from '#contract/ids.ts';
import { organisations } from './organisations.ts';

/** Extra CA certificates that an organisation's hosts trust for downloads. */
export const trustedCas = pgTable('trusted_cas', {
  id: uuid().primaryKey(),
  organisationId: uuid('organisation_id')
    .$type<OrganisationId>()
    .notNull()
    .references(() => organisations.id),
  name: text().notNull(),
  pem: text().notNull(),
  /** sha256 of the DER, hex. */
  fingerprint: text().notNull(),
  subject: text().notNull(),
  notAfter: timestamp('not_after', { withTimezone: true }).notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});
