// SPDX-License-Identifier: AGPL-3.0-or-later
import { bigint, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { BackupTargetId } from '#contract/backup.ts';
import type { Failure } from '#contract/failure.ts';
import type { OrganisationId } from '#contract/ids.ts';
import { organisations } from './organisations.ts';

/** Where the newest backup of the control plane itself is, one row a place; kept for the operator's organisation. */
export const controlPlaneCopies = pgTable(
  'control_plane_copies',
  {
    organisationId: uuid('organisation_id')
      .$type<OrganisationId>()
      .notNull()
      .references(() => organisations.id),
    target: text().$type<BackupTargetId>().notNull(),
    archive: text(),
    at: timestamp({ withTimezone: true }),
    bytes: bigint({ mode: 'number' }),
    /** Of the last try; null when it succeeded. */
    failure: jsonb().$type<Failure>(),
    triedAt: timestamp('tried_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.target] })],
);
