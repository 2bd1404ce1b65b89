// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import {
  backupAttempt,
  backupEntry,
  backupId,
  backupRetention,
  backupSchedule,
  backupTargetId,
  sftpPath,
  sshAddress,
  sshHostKey,
  sshPort,
  sshUser,
} from '../backup.ts';
import { appId, domainName, hostId, installationId, operationId, plainText } from '../ids.ts';
import { certificateIssuer } from '../rootd-api.ts';

/** A place that backups go to, as the page shows it. */
export const backupTargetView = z.strictObject({
  id: backupTargetId,
  name: z.string(),
  kind: z.enum(['local', 'sftp', 'store']),
  /** "backup.example.org:22", the address of the server; null for local. */
  where: z.string().nullable(),
  /** Of a store: the server that it is on. */
  host: hostId.nullable(),
  /** True where a server's key can delete nothing there. */
  appendOnly: z.boolean(),
  /** Public line to allow at an SFTP server; null for local and stores, which we set up. */
  publicKey: z.string().nullable(),
  /** Installations whose plan names it. */
  usedBy: z.array(z.strictObject({ installation: installationId, title: z.string() })),
  /** How many backups have a copy there. */
  backups: z.int(),
  /** The operation that sets a store up or closes it, while it goes on. */
  currentOperation: operationId.nullable(),
});
export type BackupTargetView = z.infer<typeof backupTargetView>;

/** A place in a plan or a list, by its name. */
export const namedTarget = backupTargetView.pick({ id: true, name: true, kind: true, appendOnly: true });
export type NamedTarget = z.infer<typeof namedTarget>;

export const backupPlanView = z.strictObject({
  schedule: backupSchedule,
  keep: backupRetention,
  paused: z.boolean(),
  targets: z.array(namedTarget),
  /** False while the host does not have it yet. */
  applied: z.boolean(),
  /** Of the installation: its schedule is in this zone. */
  timezone: z.string(),
  nextAtMs: z.int().nullable(),
});
export type BackupPlanView = z.infer<typeof backupPlanView>;

/** Answers of the plan's form; targets in the order in which they get the backup. */
export const backupPlanInput = z.strictObject({
  installation: installationId,
  schedule: backupSchedule,
  keep: backupRetention,
  paused: z.boolean(),
  targets: z.array(backupTargetId).min(1, 'Choose at least one place').max(4, 'At most four places'),
});
export type BackupPlanInput = z.infer<typeof backupPlanInput>;

/** A row of the backups tab. */
export const backupView = z.strictObject({
  ...backupEntry.shape,
  /** The server whose backup it is: on its disk are the local copies. */
  host: hostId,
  copies: z.array(
    z.strictObject({
      target: backupTargetId,
      name: z.string(),
      /** Not on the disk of that server. */
      elsewhere: z.boolean(),
      /** False where nothing can be fetched: the place was removed, or the server was disconnected. */
      usable: z.boolean(),
      atMs: z.int(),
    }),
  ),
  /** Only on the disk of the server itself: amber. */
  onlyHere: z.boolean(),
});
export type BackupView = z.infer<typeof backupView>;

/** What the backups tab shows beside the plan. */
export const backupsView = z.strictObject({
  /** Newest first. */
  backups: z.array(backupView),
  /** Of the package that is installed now: a backup of another one takes the app back to that. */
  packageDigest: z.string(),
  /** The last try at each place of the plan. */
  attempts: z.array(z.strictObject({ ...backupAttempt.shape, name: z.string() })),
  /** When data of the repository was last read again and found whole. */
  verifiedAtMs: z.int().nullable(),
  /** When a backup was last restored and passed its checks. */
  restoreProvenAtMs: z.int().nullable(),
});
export type BackupsView = z.infer<typeof backupsView>;

/** Backups of what is gone: kept, listed, restorable. */
export const keptBackupsView = z.strictObject({
  installation: installationId,
  app: appId,
  appTitle: z.string(),
  title: z.string(),
  domain: z.string(),
  host: hostId,
  hostName: z.string(),
  uninstalledAtMs: z.int().nullable(),
  backups: z.int(),
  newestAtMs: z.int(),
  /** Of the newest one. */
  dataBytes: z.int(),
  /** Where they can be brought back from: on any server, on theirs only, or not at all any more. */
  reach: z.enum(['elsewhere', 'only-here', 'nowhere']),
});
export type KeptBackupsView = z.infer<typeof keptBackupsView>;

export const restoreInput = z.strictObject({
  installation: installationId,
  backup: backupId,
  /** Which copy; absent: the nearest that there is. */
  target: backupTargetId.optional(),
});
export type RestoreInput = z.infer<typeof restoreInput>;

/** A new installation made of a backup. */
export const installFromBackupInput = z.strictObject({
  installation: installationId,
  backup: backupId,
  target: backupTargetId.optional(),
  host: hostId,
  title: plainText.trim().min(1, 'Give it a name').max(80),
  domain: domainName,
  /** As for an install. */
  issuer: certificateIssuer.optional(),
});
export type InstallFromBackupInput = z.infer<typeof installFromBackupInput>;

export const addTargetInput = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sftp'),
    name: plainText.trim().min(1, 'Give it a name').max(60),
    address: sshAddress,
    port: sshPort.default(22),
    user: sshUser,
    path: sftpPath,
    hostKey: sshHostKey,
  }),
  /** Another connected server of ours. */
  z.strictObject({ kind: z.literal('store'), host: hostId }),
]);
export type AddTargetInput = z.infer<typeof addTargetInput>;
