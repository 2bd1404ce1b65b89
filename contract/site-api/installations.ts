// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { appId, domainName, hostId, installationId, operationId, plainText } from '../ids.ts';
import { certificateIssuer } from '../rootd-api.ts';

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
