// SPDX-License-Identifier: AGPL-3.0-or-later
import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** One row a worker process; the sweeper takes over the work of those that stopped beating. */
export const workerHeartbeats = pgTable('worker_heartbeats', {
  executor: text().primaryKey(),
  pid: integer().notNull(),
  startedAt: timestamp('started_at', { withTimezone: true }).notNull().defaultNow(),
  seenAt: timestamp('seen_at', { withTimezone: true }).notNull().defaultNow(),
});
