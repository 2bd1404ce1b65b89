// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { appId, domainName, installationId, sha256Hex } from './ids.ts';
import { packageSchema } from './package.ts';

/** Id of a place that backups go to: a row of backup_targets, or `local` for the host's own disk. */
export const backupTargetId = z.union([z.literal('local'), z.uuid()]);
export type BackupTargetId = z.infer<typeof backupTargetId>;

export const sshPort = z.int().min(1).max(65_535);
export const sshAddress = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[A-Za-z0-9:][A-Za-z0-9.:-]*$/, 'a name or an address');
export const sshUser = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'the name of an account');
/** `ssh-ed25519 AAAA…`: pinned. */
export const sshHostKey = z.string().regex(/^[a-z0-9@.-]{1,64} [A-Za-z0-9+/=]{1,2000}$/, 'an SSH host key');
/** Where repositories are on an SFTP server: absolute, or relative to where the account begins. */
export const sftpPath = z
  .string()
  .max(300)
  .regex(/^\/?[A-Za-z0-9._@+,=][A-Za-z0-9._@+,=-]*(?:\/[A-Za-z0-9._@+,=-]+)*$/, 'a path such as backups/hop3')
  .refine((path) => !path.split('/').some((part) => part === '.' || part === '..'), 'no . or .. in a path');

/**
 * Where backups go.
 * - `local`: a directory of the host itself. Not safe from losing the host.
 * - `sftp`: any SFTP server. Whoever has this host's key can delete there: said plainly on the page.
 * - `store`: another connected host, through a forced command that only adds (`rclone serve restic --append-only`):
 *   a stolen key of this host can delete nothing.
 *
 * The repository of an installation is the folder named by its id: below `path` of an SFTP server, below STORE_DIRECTORY/<a
 * directory for each key> of a store; on the host itself LOCAL_DIRECTORY/<id>/repository. Recovery sheets on paper name these places.
 * Snapshots of backups are tagged `backup:<backup id>`, those of sealed roots `release:<digest>`.
 */
export const LOCAL_DIRECTORY = '/var/lib/hop3/backups';
export const STORE_DIRECTORY = '/var/lib/hop3/store';
export const backupTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('local'), id: z.literal('local') }),
  z.strictObject({
    kind: z.literal('sftp'),
    id: z.uuid(),
    address: sshAddress,
    port: sshPort,
    user: sshUser,
    path: sftpPath,
    hostKey: sshHostKey,
  }),
  z.strictObject({
    kind: z.literal('store'),
    id: z.uuid(),
    address: sshAddress,
    port: sshPort,
    user: sshUser,
    hostKey: sshHostKey,
  }),
]);
export type BackupTarget = z.infer<typeof backupTarget>;

/** When and for how long. `at` is local to the installation's time zone; hourly ones use its minutes. */
export const backupSchedule = z.strictObject({
  every: z.enum(['hour', 'six-hours', 'day', 'week']),
  at: z.string().regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, 'a time such as 03:15'),
});
export type BackupSchedule = z.infer<typeof backupSchedule>;

/** How many are kept; the newest one always is, pinned ones are not counted. */
export const backupRetention = z.strictObject({
  daily: z.int().min(1).max(90),
  weekly: z.int().min(0).max(52),
  monthly: z.int().min(0).max(60),
});
export type BackupRetention = z.infer<typeof backupRetention>;

/** What the host keeps by itself. The first target gets the backup while the app is held; the others get copies of it. */
export const backupPlan = z.strictObject({
  schedule: backupSchedule,
  keep: backupRetention,
  paused: z.boolean(),
  targets: z.array(backupTarget).min(1).max(4),
});
export type BackupPlan = z.infer<typeof backupPlan>;

export const DEFAULT_SCHEDULE: BackupSchedule = { every: 'day', at: '03:15' };
export const DEFAULT_RETENTION: BackupRetention = { daily: 7, weekly: 4, monthly: 6 };

/** Why a backup was made. Those before a change are pinned. */
export const backupReason = z.enum([
  'first',
  'scheduled',
  'manual',
  'before-update',
  'before-restore',
  'before-uninstall',
]);
export type BackupReason = z.infer<typeof backupReason>;

/** Minted by the host: `20261126T031502Z-4f1c`. Sorts by time. */
export const backupId = z.string().regex(/^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}$/);
export type BackupId = z.infer<typeof backupId>;

/** restic's id of a snapshot. */
export const snapshotId = sha256Hex;

/** A copy of a backup at one target. */
export const backupCopy = z.strictObject({
  target: backupTargetId,
  snapshot: snapshotId,
  atMs: z.int(),
  /** What this backup added to the repository there, compressed. */
  addedBytes: z.int().nullable(),
});

/** A complete backup as the host's book has it. Incomplete ones are not in it. */
export const backupEntry = z.strictObject({
  id: backupId,
  atMs: z.int(),
  reason: backupReason,
  pinned: z.boolean(),
  packageVersion: z.string(),
  packageDigest: sha256Hex,
  /** Upstream version of the release, such as 2.2.6-1+b3. */
  version: z.string(),
  rootDigest: sha256Hex,
  domain: domainName,
  addons: z.array(z.strictObject({ type: z.string(), version: z.string() })),
  /** Of files and dumps as restored. */
  dataBytes: z.int(),
  files: z.int(),
  /** How long the app was stopped or its visitors waited; 0 when it ran on. */
  heldMs: z.int(),
  durationMs: z.int(),
  copies: z.array(backupCopy).min(1),
});
export type BackupEntry = z.infer<typeof backupEntry>;

/** The last try at one target, whatever became of it. */
export const backupAttempt = z.strictObject({
  target: backupTargetId,
  atMs: z.int(),
  /** null: it succeeded. */
  failure: failureSchema.nullable(),
});
export type BackupAttempt = z.infer<typeof backupAttempt>;

/** What a host knows of the backups of one installation, also after its removal. */
export const backupBook = z.strictObject({
  installation: installationId,
  app: appId,
  title: z.string(),
  domain: domainName,
  plan: backupPlan.nullable(),
  /** Newest first. */
  entries: z.array(backupEntry).max(2000),
  attempts: z.array(backupAttempt).max(8),
  /** When the repository's data was last read and verified (`check --read-data-subset`). */
  verifiedAtMs: z.int().nullable(),
  /** null while the installation is there. */
  uninstalledAtMs: z.int().nullable(),
});
export type BackupBook = z.infer<typeof backupBook>;

/**
 * `manifest.json` at the top of every snapshot: what a restore needs beside the files. Beside it: `secrets.json` (the
 * installation's secrets), `data/` and `volumes/<name>/`, `dump/<addon>/…`, `sqlite/<path>`.
 */
export const backupManifest = z.strictObject({
  version: z.literal(1),
  backup: backupId,
  installation: installationId,
  title: z.string(),
  domain: domainName,
  publicPort: z.int(),
  package: packageSchema,
  packageDigest: sha256Hex,
  rootDigest: sha256Hex,
  rootVersion: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  admin: z.strictObject({ username: z.string(), email: z.string() }).nullable(),
  timezone: z.string(),
  language: z.string(),
  hooksDone: z.array(z.string()),
  /** Each with the major version of the service that wrote the dump: an older one cannot read it. */
  addons: z.array(z.strictObject({ name: z.string(), type: z.string(), version: z.string() })),
  /** Databases of SQLite that were copied consistently: their place below data/. */
  sqlite: z.array(z.string()),
  atMs: z.int(),
});
export type BackupManifest = z.infer<typeof backupManifest>;

/** Where a restore takes its snapshot from. `repositoryOf`: whose backups they are, which names the repository. */
export const snapshotSource = z.strictObject({
  target: backupTarget,
  repositoryOf: installationId,
  snapshot: snapshotId,
});
export type SnapshotSource = z.infer<typeof snapshotSource>;
