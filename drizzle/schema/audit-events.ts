// SPDX-License-Identifier: AGPL-3.0-or-later
import { jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { HostId, InstallationId, OperationId, OrganisationId, UserId } from '#contract/ids.ts';
import { organisations } from './organisations.ts';

/** Who asked for what, and whether it was accepted. Rows are never changed or deleted. */
export const auditEvents = pgTable('audit_events', {
  id: uuid().primaryKey(),
  organisationId: uuid('organisation_id')
    .$type<OrganisationId>()
    .notNull()
    .references(() => organisations.id),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  /** No reference: the row outlives the user. */
  userId: uuid('user_id').$type<UserId>(),
  userName: text('user_name').notNull(),
  /** Procedure such as installations.install. */
  action: text().notNull(),
  accepted: text().$type<'yes' | 'no'>().notNull(),
  installationId: uuid('installation_id').$type<InstallationId>(),
  hostId: uuid('host_id').$type<HostId>(),
  operationId: uuid('operation_id').$type<OperationId>(),
  /** Never secrets. */
  detail: jsonb().$type<Record<string, unknown>>().notNull(),
  address: text(),
});
