// SPDX-License-Identifier: AGPL-3.0-or-later
import { pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { OrganisationId, UserId } from '#contract/ids.ts';
import { organisations } from './organisations.ts';

/** A person who can sign in. `email` is kept lowercase and unique. */
export const users = pgTable('users', {
  id: uuid().$type<UserId>().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  /** argon2id in PHC form. */
  passwordHash: text('password_hash').notNull(),
  passwordChangedAt: timestamp('password_changed_at', { withTimezone: true }).notNull().defaultNow(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});

export type Role = 'owner' | 'admin' | 'viewer';

/** What a user may do in an organisation. */
export const memberships = pgTable(
  'memberships',
  {
    organisationId: uuid('organisation_id')
      .$type<OrganisationId>()
      .notNull()
      .references(() => organisations.id),
    userId: uuid('user_id')
      .$type<UserId>()
      .notNull()
      .references(() => users.id),
    role: text().$type<Role>().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.userId] })],
);
