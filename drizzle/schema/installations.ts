// SPDX-License-Identifier: AGPL-3.0-or-later
import { bigint, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { BackupAttempt, BackupId } from '#contract/backup.ts';
import type { AppId, HostId, InstallationId, OrganisationId } from '#contract/ids.ts';
import type { Package } from '#contract/package.ts';
import type { CertificateIssuer, CertificateState, Reservation } from '#contract/rootd-api.ts';
import type { RehearsalResult } from '#contract/site-api/updates.ts';
import { hosts } from './hosts.ts';
import { organisations } from './organisations.ts';

export type InstallationRowState =
  | 'installing'
  | 'running'
  | 'stopped'
  | 'failing'
  | 'unknown'
  | 'uninstalling'
  | 'removed'
  | 'install-failed';

/** What rolling back would lead to. */
export interface PreviousRelease {
  readonly package: Package;
  readonly packageDigest: string;
  readonly rootDigest: string | null;
  readonly version: string | null;
  /** When it was replaced. */
  readonly untilMs: number;
  /** The backup made just before, for going back with the data. */
  readonly backup: BackupId | null;
}

export type SettingValues = Record<string, string | number | boolean>;

/** An app on a host. Rows stay after removal (state removed), for their operations and the audit. */
export const installations = pgTable('installations', {
  id: uuid().$type<InstallationId>().primaryKey(),
  organisationId: uuid('organisation_id')
    .$type<OrganisationId>()
    .notNull()
    .references(() => organisations.id),
  hostId: uuid('host_id')
    .$type<HostId>()
    .notNull()
    .references(() => hosts.id),
  app: text().$type<AppId>().notNull(),
  appTitle: text('app_title').notNull(),
  title: text().notNull(),
  /** Claimed for the whole site while `domainReleasedAt` is null (a trigger keeps that with the state). */
  domain: text().notNull(),
  domainReleasedAt: timestamp('domain_released_at', { withTimezone: true }),
  publicPort: integer('public_port').notNull(),
  /** Answers of the form after defaults, without the secret ones: those are in secrets as settings.<name>. */
  settings: jsonb().$type<SettingValues>().notNull(),
  /** Names of the settings whose values are in secrets. */
  secretSettings: jsonb('secret_settings').$type<string[]>().notNull().default([]),
  /** What was installed, as it was then. */
  package: jsonb().$type<Package>().notNull(),
  packageDigest: text('package_digest').notNull(),
  adminUsername: text('admin_username'),
  adminEmail: text('admin_email'),
  timezone: text().notNull().default('Etc/UTC'),
  language: text().notNull().default('en'),
  state: text().$type<InstallationRowState>().notNull(),
  rootDigest: text('root_digest'),
  /** Upstream version that was got. */
  version: text(),
  reservation: jsonb().$type<Reservation>(),
  issuer: text().$type<CertificateIssuer>().notNull().default('private'),
  /** As the host said last. */
  certificate: jsonb().$type<CertificateState>(),
  /** Which generation of its data is live on the host. */
  generation: integer().notNull().default(0),
  /** A domain that is being taken; claimed like the one in use. */
  wantedDomain: text('wanted_domain'),
  /** The release before, for rolling back. */
  previousRelease: jsonb('previous_release').$type<PreviousRelease>(),
  /** The newest rehearsal of an update. */
  rehearsal: jsonb().$type<RehearsalResult>(),
  lastBackupAt: timestamp('last_backup_at', { withTimezone: true }),
  lastBackupElsewhereAt: timestamp('last_backup_elsewhere_at', { withTimezone: true }),
  /** The last try at each place. */
  backupAttempts: jsonb('backup_attempts').$type<BackupAttempt[]>().notNull().default([]),
  backupsVerifiedAt: timestamp('backups_verified_at', { withTimezone: true }),
  /** When a backup of it was last restored and passed its checks, whatever for. */
  restoreProvenAt: timestamp('restore_proven_at', { withTimezone: true }),
  /** Made of a backup of that installation. */
  madeFrom: uuid('made_from').$type<InstallationId>(),
  certificateNotAfter: timestamp('certificate_not_after', { withTimezone: true }),
  memoryBytes: bigint('memory_bytes', { mode: 'number' }),
  dataBytes: bigint('data_bytes', { mode: 'number' }),
  /** Names of its jobs at set times whose last run failed. */
  failedJobs: jsonb('failed_jobs').$type<readonly string[]>().notNull().default([]),
  runningSince: timestamp('running_since', { withTimezone: true }),
  /** When the host was last asked for state and measures. */
  checkedAt: timestamp('checked_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  installedAt: timestamp('installed_at', { withTimezone: true }),
  removedAt: timestamp('removed_at', { withTimezone: true }),
});
export type InstallationRow = typeof installations.$inferSelect;
