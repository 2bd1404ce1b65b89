// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { hostFacts } from './agent-api.ts';
import { failureSchema } from './failure.ts';
import { appId, domainName, hostId, installationId, operationId, plainText } from './ids.ts';
import { operationKind, operationState, plannedStep } from './operation.ts';

/**
 * Shapes of the site's tRPC API (server/api/root.ts). Procedures:
 *
 * session    me · changePassword · list · end · endOthers
 * welcome    state{token} · createAdministrator{token,name,email,password}           (public, rate-limited)
 * hosts      list · byId{host} · ourPublicKey · offer (the practice server, if any) · probe{address,port,user,method}
 *            → host key to confirm · connect{…, hostKey} → operation · rename · disconnect{host} → operation
 * apps       (public pages read the catalogue directly; only what a form needs) settings{app}
 * installations list · byId{installation} · plan{install input} · preflight{install input} · install → operation
 *            restart → operation · uninstall{installation, confirm: its domain} → operation · revealSignIn{installation}
 *            · logs{installation, cursor, lines} · status{installation}
 * operations list{installation?} · byId{operation} · events{operation, afterSeq} (subscription, server-sent) · cancel · retry → operation
 * settings   trustedCas · addTrustedCa{name, pem} · removeTrustedCa · rootCertificate
 * audit      list{installation?}
 */

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
  memoryBytes: z.int().nullable(),
  dataBytes: z.int().nullable(),
  runningSinceMs: z.int().nullable(),
  checkedAtMs: z.int().nullable(),
  hasAdmin: z.boolean(),
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
