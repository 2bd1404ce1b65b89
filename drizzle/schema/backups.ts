// SPDX-License-Identifier: AGPL-3.0-or-later
import { boolean, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type {
  BackupEntry,
  BackupId,
  BackupRetention,
  BackupSchedule,
  BackupTargetId,
} from '#contract/backup.ts';
import type { HostId, InstallationId, OrganisationId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';
import { hosts } from './hosts.ts';
import { installations } from './installations.ts';
import { organisations } from './organisations.ts';

/** Every release that an installation ever had: a backup names its package by digest. */
export const installationReleases = pgTable(
  'installation_releases',
  {
    installationId: uuid('installation_id')
      .$type<InstallationId>()
      .notNull()
      .references(() => installations.id),
    organisationId: uuid('organisation_id').$type<OrganisationId>().notNull(),
    packageDigest: text('package_digest').notNull(),
    package: jsonb().$type<Package>().notNull(),
    version: text(),
    rootDigest: text('root_digest'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.installationId, table.packageDigest] })],
);

/** Places for backups beside the hosts' own disks. Rows stay after removal, for backups that are there. */
export const backupTargets = pgTable('backup_targets', {
  id: uuid().primaryKey(),
  organisationId: uuid('organisation_id')
    .$type<OrganisationId>()
    .notNull()
    .references(() => organisations.id),
  name: text().notNull(),
  kind: text().$type<'sftp' | 'store'>().notNull(),
  /** Of a store: the connected host that it is on. */
  hostId: uuid('host_id')
    .$type<HostId>()
    .references(() => hosts.id),
  address: text().notNull(),
  port: integer().notNull(),
  userName: text('user_name').notNull(),
  /** Of an SFTP server. */
  path: text(),
  hostKey: text('host_key').notNull(),
  /** Its private half is in secrets as backup_targets/<id>/key. */
  publicKey: text('public_key').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  removedAt: timestamp('removed_at', { withTimezone: true }),
});
export type BackupTargetRow = typeof backupTargets.$inferSelect;

/** What was chosen for an installation; `appliedAt` null: the host does not have it yet. */
export const backupPlans = pgTable('backup_plans', {
  installationId: uuid('installation_id')
    .$type<InstallationId>()
    .primaryKey()
    .references(() => installations.id),
  organisationId: uuid('organisation_id').$type<OrganisationId>().notNull(),
  schedule: jsonb().$type<BackupSchedule>().notNull(),
  keep: jsonb().$type<BackupRetention>().notNull(),
  paused: boolean().notNull().default(false),
  targets: jsonb().$type<BackupTargetId[]>().notNull(),
  appliedAt: timestamp('applied_at', { withTimezone: true }),
});
export type BackupPlanRow = typeof backupPlans.$inferSelect;

/** What hosts' books say, so that a list is there when a host is not. */
export const backups = pgTable(
  'backups',
  {
    installationId: uuid('installation_id')
      .$type<InstallationId>()
      .notNull()
      .references(() => installations.id),
    id: text().$type<BackupId>().notNull(),
    organisationId: uuid('organisation_id').$type<OrganisationId>().notNull(),
    hostId: uuid('host_id')
      .$type<HostId>()
      .notNull()
      .references(() => hosts.id),
    at: timestamp({ withTimezone: true }).notNull(),
    entry: jsonb().$type<BackupEntry>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.installationId, table.id] })],
);
export type BackupRow = typeof backups.$inferSelect;
