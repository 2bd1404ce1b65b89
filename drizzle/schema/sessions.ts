// SPDX-License-Identifier: AGPL-3.0-or-later
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { UserId } from '#contract/ids.ts';
import { users } from './users.ts';

/** A sign-in. The browser's token only names a row; deleting or ending the row ends the session. */
export const sessions = pgTable('sessions', {
  id: uuid().primaryKey(),
  userId: uuid('user_id')
    .$type<UserId>()
    .notNull()
    .references(() => users.id),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  seenAt: timestamp('seen_at', { withTimezone: true }).notNull().defaultNow(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  endedAt: timestamp('ended_at', { withTimezone: true }),
  address: text(),
  userAgent: text('user_agent'),
});
