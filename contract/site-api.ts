// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { hostFacts } from './agent-api.ts';
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
} from './backup.ts';
import { failureSchema } from './failure.ts';
import { appId, domainName, hostId, installationId, operationId, plainText, sha256Hex } from './ids.ts';
import { operationKind, operationState, plannedStep } from './operation.ts';
import { recoverySheet } from './recovery-sheet.ts';
import { certificateIssuer, certificateState } from './rootd-api.ts';

/**
 * Shapes of the site's tRPC API (server/api/root.ts). Procedures:
 *
 * session    me · changePassword · list · end · endOthers
 * welcome    state{token} · createAdministrator{token,name,email,password}           (public, rate-limited)
 * hosts      list · byId{host} · ourPublicKey · offer (the practice server, if any) · probe{address,port,user,method}
 *            → host key to confirm · connect{…, hostKey} → operation · rename · disconnect{host} → operation
 * apps       (public pages read the catalogue directly; only what a form needs) settings{app}
 * installations list · byId{installation} · plan{install input} · preflight{install input} · install → operation
 *            restart → operation · uninstall{installation, confirm: its domain, lastBackup} → operation · revealSignIn{installation}
 *            · logs{installation, cursor, lines} · status{installation}
 * operations list{installation?} · byId{operation} · events{operation, afterSeq} (subscription, server-sent) · cancel · retry → operation
 * settings   trustedCas · addTrustedCa{name, pem} · removeTrustedCa · rootCertificate · acme · setAcme{directory, email, caPem}
 * backups    list{installation} · plan{installation} · now → operation · setPlan → operation · restore → operation
 *            · installFromBackup → operation · forget → operation · kept · deleteKept → operation
 *            · recovery · recoverySheet{password} · recoverySheetKept · siteCopies
 *            · targets.{list, stores, probe, add, check, remove}
 * updates    view{installation} · update → operation · rollBack → operation
 * domains    view{installation} · change → operation · setCertificate → operation · look{domain, host}
 * installations also resetPassword → operation · promises{installation}
 * audit      list{installation?} · history{installation, cursor?} (history.ts)
 */

/** What was asked of an operation, as far as a page tells it; null where its kind asks no such thing. */
export const operationAsked = z.strictObject({
  /** The address that it changes to. */
  domain: domainName.nullable(),
  /** roll-back: whether the data goes back too. */
  withData: z.boolean().nullable(),
  issuer: certificateIssuer.nullable(),
  backup: backupId.nullable(),
  /** set-backup-plan: the backup that it deletes instead. */
  forget: backupId.nullable(),
  /** set-backup-plan: whether it deletes everything that is kept of what was removed. */
  deleteKept: z.boolean().nullable(),
  /** open-store: whether it takes backups no more. */
  closing: z.boolean().nullable(),
  /** open-store: whether it deletes what is old there instead. */
  retain: z.boolean().nullable(),
  /** Version of the package that it changes to. */
  packageVersion: z.string().nullable(),
});
export type OperationAsked = z.infer<typeof operationAsked>;

export const operationView = z.strictObject({
  id: operationId,
  kind: operationKind,
  state: operationState,
  plan: z.array(plannedStep),
  failure: failureSchema.nullable(),
  leftBehind: z.boolean(),
  installation: installationId.nullable(),
  host: hostId,
  /** What it is about: "Miniflux", "practice". */
  subject: z.string(),
  createdAtMs: z.int(),
  startedAtMs: z.int().nullable(),
  endedAtMs: z.int().nullable(),
  cancelRequested: z.boolean(),
  asked: operationAsked,
  /** Median duration of earlier successful ones of the same kind and app, or null when there is none. */
  usualDurationMs: z.int().nullable(),
});
export type OperationView = z.infer<typeof operationView>;

export const hostKind = z.enum(['sandbox', 'remote']);
export const hostState = z.enum(['connecting', 'connected', 'unreachable', 'disconnecting']);

export const hostView = z.strictObject({
  id: hostId,
  name: z.string(),
  kind: hostKind,
  state: hostState,
  address: z.string(),
  sshPort: z.int(),
  hostKeyFingerprint: z.string(),
  /** Apps get <label>.<domainSuffix>; null when the organisation brings its own names. */
  domainSuffix: z.string().nullable(),
  publicPort: z.int(),
  facts: hostFacts.nullable(),
  factsAtMs: z.int().nullable(),
  installations: z.int(),
  currentOperation: operationId.nullable(),
});
export type HostView = z.infer<typeof hostView>;

/** installing and uninstalling while their operation runs; running/stopped/failing from the host; unknown when it can't be asked. */
export const installationState = z.enum([
  'installing',
  'running',
  'stopped',
  'failing',
  'unknown',
  'uninstalling',
  'removed',
  'install-failed',
]);

/* Promises: what the host keeps, with dates. */

export const promiseId = z.enum(['restore', 'backup', 'certificate', 'health', 'update']);
export type PromiseId = z.infer<typeof promiseId>;
/** kept: proven. needs-you: something to do. broken: it does not hold. unknown: nobody knows, and we say so. */
export const promiseState = z.enum(['kept', 'needs-you', 'broken', 'unknown']);
export type PromiseState = z.infer<typeof promiseState>;
export const promiseView = z.strictObject({
  id: promiseId,
  state: promiseState,
  /** What is known, without a date: "On this server and on archive". */
  text: plainText,
  /** When it was last kept, or (certificate) until when it holds; null when there is no such time. */
  atMs: z.int().nullable(),
  /** What to do when it is amber or broken. */
  remedy: plainText.nullable(),
});
export type PromiseView = z.infer<typeof promiseView>;

/** newer: a higher version of the package. rebuilt: the same version with something in it changed. */
export const updateKind = z.enum(['newer', 'rebuilt']);

export const installationView = z.strictObject({
  id: installationId,
  app: appId,
  appTitle: z.string(),
  title: z.string(),
  version: z.string().nullable(),
  state: installationState,
  host: hostId,
  hostName: z.string(),
  domain: domainName,
  url: z.string(),
  createdAtMs: z.int(),
  installedAtMs: z.int().nullable(),
  currentOperation: operationId.nullable(),
  lastOperation: operationId.nullable(),
  certificateNotAfterMs: z.int().nullable(),
  /** Who vouches for its address. */
  issuer: certificateIssuer,
  memoryBytes: z.int().nullable(),
  dataBytes: z.int().nullable(),
  runningSinceMs: z.int().nullable(),
  checkedAtMs: z.int().nullable(),
  hasAdmin: z.boolean(),
  /** Whether its package can set a new password. */
  canResetPassword: z.boolean(),
  /** In the order of promiseId; installations.promises tells more of each. */
  promises: z.array(z.strictObject({ id: promiseId, state: promiseState })),
  /** What the catalogue has for it, or null. */
  update: z.strictObject({ kind: updateKind, packageVersion: z.string() }).nullable(),
});
export type InstallationView = z.infer<typeof installationView>;

export const installInput = z.strictObject({
  app: appId,
  host: hostId,
  title: plainText.trim().min(1, 'Give it a name').max(80),
  domain: domainName,
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Chosen in the form's advanced part; default taken from the package. */
  adminUsername: z
    .string()
    .regex(/^[a-z][a-z0-9._-]{1,30}$/, 'lowercase letters, digits, dots and hyphens')
    .optional(),
  /** Who signs its certificate; absent: as fits the server. */
  issuer: certificateIssuer.optional(),
});
export type InstallInput = z.infer<typeof installInput>;

export const preflightLine = z.strictObject({
  id: z.string(),
  state: z.enum(['ok', 'warning', 'failed', 'unknown']),
  text: plainText,
  remedy: plainText.nullable(),
});
export type PreflightLine = z.infer<typeof preflightLine>;

export const signInDetails = z.strictObject({
  url: z.string(),
  username: z.string(),
  email: z.string().nullable(),
  password: z.string(),
});

/** connect: how the control plane gets in the first time. The bootstrap secret is used once and not stored after. */
export const connectHostInput = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('practice'),
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,30}$/)
      .default('practice'),
  }),
  z.strictObject({
    method: z.literal('public-key'),
    name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'lowercase letters, digits and hyphens'),
    address: z.string().min(1).max(253),
    sshPort: z.int().min(1).max(65_535).default(22),
    sshUser: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/),
    hostKey: z.string().max(2000),
  }),
  z.strictObject({
    method: z.literal('password'),
    name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'lowercase letters, digits and hyphens'),
    address: z.string().min(1).max(253),
    sshPort: z.int().min(1).max(65_535).default(22),
    sshUser: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/),
    hostKey: z.string().max(2000),
    password: z.string().min(1).max(1000),
  }),
]);
export type ConnectHostInput = z.infer<typeof connectHostInput>;

/** What the worker's little router on its unix socket answers (live things not worth a row). */
export const probeResult = z.strictObject({ hostKey: z.string(), fingerprint: z.string() });

/* Backups. */

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

/** Whether the recovery sheet at hand is good. */
export const recoveryView = z.strictObject({
  /** When it was last printed or downloaded; null: never. */
  keptAtMs: z.int().nullable(),
  /** Places that were added since: the sheet at hand does not name them. */
  placesSince: z.array(z.string()),
});
export type RecoveryView = z.infer<typeof recoveryView>;

/**
 * Everything that brings the backups back without this site: a secret as a whole. restic opens each repository with
 * `sheet.backupKey`; an SFTP server lets in whoever has the private key of its place.
 */
export const recoverySheetView = z.strictObject({
  sheet: recoverySheet,
  organisation: z.string(),
  /** Newest first; also what was uninstalled and has backups. */
  installations: z.array(
    z.strictObject({
      installation: installationId,
      appTitle: z.string(),
      title: z.string(),
      domain: z.string(),
      removed: z.boolean(),
      hostName: z.string(),
      hostAddress: z.string(),
      /** Where there is a repository of it: `local` is on the disk of its server. */
      targets: z.array(backupTargetId),
    }),
  ),
});
export type RecoverySheetView = z.infer<typeof recoverySheetView>;

/** Where the newest backup of this site itself is. */
export const siteCopyView = z.strictObject({
  target: backupTargetId,
  name: z.string(),
  /** null: none got there yet. */
  atMs: z.int().nullable(),
  bytes: z.int().nullable(),
  /** Of the last try; null when it succeeded. */
  failure: failureSchema.nullable(),
});
export type SiteCopyView = z.infer<typeof siteCopyView>;

/* Updates. */

export const rehearsalResult = z.strictObject({
  atMs: z.int(),
  packageDigest: z.string(),
  ok: z.boolean(),
  /** "Signed in; 12 feeds before, 12 after". */
  found: z.string().nullable(),
  failure: failureSchema.nullable(),
  durationMs: z.int(),
});
export type RehearsalResult = z.infer<typeof rehearsalResult>;

export const updateView = z.strictObject({
  current: z.strictObject({
    packageVersion: z.string(),
    version: z.string().nullable(),
    packageDigest: z.string(),
    /** Visitors wait until its data was checked, also when it is built again. */
    migrates: z.boolean(),
  }),
  /** null: there is nothing newer in the catalogue. */
  available: z
    .strictObject({
      kind: updateKind,
      packageVersion: z.string(),
      /** As its makers write it; null where it is the one that runs, or where only building tells. */
      version: z.string().nullable(),
      packageDigest: z.string(),
      /** Visitors wait until its data was checked. */
      migrates: z.boolean(),
      /** From the package's CHANGELOG.md, newest first: what came since the installed version. Plain text. */
      changes: z.array(z.strictObject({ packageVersion: z.string(), lines: z.array(plainText) })),
    })
    .nullable(),
  rehearsal: rehearsalResult.nullable(),
  /** What roll-back would lead to. */
  previous: z
    .strictObject({
      packageVersion: z.string(),
      /** null where it is the one that runs. */
      version: z.string().nullable(),
      /** When it was replaced. */
      sinceMs: z.int(),
      /** Whether its data of that time can come back too. */
      withData: z.boolean(),
    })
    .nullable(),
});
export type UpdateView = z.infer<typeof updateView>;

/**
 * The digest is the one that was shown: what the catalogue has got since is not installed unseen. That of the installed
 * package builds it again, with the security fixes that the archive has now.
 */
export const updateInput = z.strictObject({ installation: installationId, packageDigest: sha256Hex });
export const rollBackInput = z.strictObject({ installation: installationId, withData: z.boolean() });

/* Addresses and certificates. */

export const domainView = z.strictObject({
  domain: domainName,
  url: z.string(),
  /** The address that it is changing to. */
  wanted: domainName.nullable(),
  /** Who is to sign its certificate; `certificate` says who did, once there is one. */
  issuer: certificateIssuer,
  certificate: certificateState.nullable(),
  /** What can be chosen here, and why not where it cannot. */
  issuers: z.array(
    z.strictObject({ issuer: certificateIssuer, possible: z.boolean(), why: z.string().nullable() }),
  ),
});
export type DomainView = z.infer<typeof domainView>;

/** What DNS says of a name now, for the form. */
export const domainLook = z.strictObject({
  state: z.enum(['points-here', 'points-elsewhere', 'unknown-name', 'not-needed', 'unknown']),
  found: z.array(z.string()),
  text: plainText,
  remedy: plainText.nullable(),
  /** What to enter where the name is managed; one of them is enough. */
  records: z.array(z.strictObject({ type: z.enum(['A', 'AAAA']), name: domainName, value: z.string() })),
});
export type DomainLook = z.infer<typeof domainLook>;

export const domainLookInput = z.strictObject({ host: hostId, domain: domainName });
export const changeDomainInput = z.strictObject({ installation: installationId, domain: domainName });
export const setCertificateInput = z.strictObject({
  installation: installationId,
  issuer: certificateIssuer,
});
