// SPDX-License-Identifier: AGPL-3.0-or-later
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { UserId } from '#contract/ids.ts';
import { users } from './users.ts';

/** One-time links. Only sha256 of the token is kept. */
export const onboardingTokens = pgTable('onboarding_tokens', {
  tokenHash: text('token_hash').primaryKey(),
  purpose: text().$type<'first-administrator' | 'new-password'>().notNull(),
  /** Whose password it sets; null for the first administrator. */
  userId: uuid('user_id')
    .$type<UserId>()
    .references(() => users.id),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  usedAt: timestamp('used_at', { withTimezone: true }),
});
