// SPDX-License-Identifier: AGPL-3.0-or-later
import { boolean, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Failure } from '#contract/failure.ts';
import type { HostId, InstallationId, OperationId, OrganisationId, UserId } from '#contract/ids.ts';
import type { OperationEvent, OperationKind, OperationState, PlannedStep } from '#contract/operation.ts';
import type { Package } from '#contract/package.ts';
import type { OperationNotes } from '#server/deploy/operation-notes.ts';
import { hosts } from './hosts.ts';
import { installations } from './installations.ts';
import { organisations } from './organisations.ts';
import { users } from './users.ts';

/**
 * Intent and state of one piece of work; `id` is also the id of its workflow. Web inserts (state queued) and
 * sets `cancelRequestedAt`; everything else is the worker's. Inserting notifies channel hop3_operations with the id,
 * asking for a cancel does too.
 */
export const operations = pgTable('operations', {
  id: uuid().$type<OperationId>().primaryKey(),
  organisationId: uuid('organisation_id')
    .$type<OrganisationId>()
    .notNull()
    .references(() => organisations.id),
  hostId: uuid('host_id')
    .$type<HostId>()
    .notNull()
    .references(() => hosts.id),
  /** Null for operations on a host itself. At most one live operation an installation, one of its own a host. */
  installationId: uuid('installation_id')
    .$type<InstallationId>()
    .references(() => installations.id),
  kind: text().$type<OperationKind>().notNull(),
  state: text().$type<OperationState>().notNull().default('queued'),
  /** App of the installation, for the usual duration; null for hosts. */
  app: text(),
  /** What it is about, for people. */
  subject: text().notNull(),
  plan: jsonb().$type<PlannedStep[]>().notNull().default([]),
  /** What the person asked for, without secrets. */
  input: jsonb().$type<Record<string, unknown>>().notNull(),
  /** The package that it changes to: update, restore of another release. */
  package: jsonb().$type<Package>(),
  packageDigest: text('package_digest'),
  /** The copy on which that is rehearsed; has no row of its own. */
  rehearsalId: uuid('rehearsal_id').$type<InstallationId>(),
  /** What its steps learned, for its later steps and for whoever takes it over. Never secrets. */
  notes: jsonb().$type<OperationNotes>().notNull().default({}),
  failure: jsonb().$type<Failure>(),
  /** Undoing failed too: something is still on the host. */
  leftBehind: boolean('left_behind').notNull().default(false),
  retryOf: uuid('retry_of').$type<OperationId>(),
  requestedBy: uuid('requested_by')
    .$type<UserId>()
    .references(() => users.id),
  cancelRequestedAt: timestamp('cancel_requested_at', { withTimezone: true }),
  /** The worker that runs it. */
  executor: text(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  startedAt: timestamp('started_at', { withTimezone: true }),
  endedAt: timestamp('ended_at', { withTimezone: true }),
});
export type OperationRow = typeof operations.$inferSelect;

/** Everything the progress page shows. Inserting notifies channel hop3_events with `<operation>:<seq>`. */
export const operationEvents = pgTable(
  'operation_events',
  {
    operationId: uuid('operation_id')
      .$type<OperationId>()
      .notNull()
      .references(() => operations.id),
    seq: integer().notNull(),
    organisationId: uuid('organisation_id')
      .$type<OrganisationId>()
      .notNull()
      .references(() => organisations.id),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
    event: jsonb().$type<OperationEvent>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.operationId, table.seq] })],
);
