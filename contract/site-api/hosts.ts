// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { hostFacts } from '../agent-api.ts';
import { hostId, operationId } from '../ids.ts';

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
