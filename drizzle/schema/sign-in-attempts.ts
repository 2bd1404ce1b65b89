// SPDX-License-Identifier: AGPL-3.0-or-later
import { bigint, boolean, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Attempts that count towards a limit. `key` is `account:<sha256>`, `address:<ip>` or `link:<ip>`. */
export const signInAttempts = pgTable('sign_in_attempts', {
  id: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  key: text().notNull(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  succeeded: boolean().notNull(),
});
