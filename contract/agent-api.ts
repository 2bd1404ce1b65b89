// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { effectId, effectOutcome } from './effect.ts';
import { failureSchema } from './failure.ts';
import { hostId, installationId, operationId } from './ids.ts';
import { secretsMap } from './rootd-api.ts';
import { ticketText } from './ticket.ts';

/** Raised when the agent's API changes; the worker understands this and the one before. */
export const AGENT_CONTRACT_VERSION = 2;

/** The agent's first answer. */
export const helloOutput = z.strictObject({
  contract: z.int(),
  /** Digest of the runtime (its directory on the host) that the agent runs from, to know when to replace it. */
  bundleDigest: z.string(),
  host: hostId,
});

export const hostFacts = z.strictObject({
  osId: z.string(),
  osVersion: z.string(),
  osName: z.string(),
  /** Debian codename such as trixie, or null. */
  codename: z.string().nullable(),
  architecture: z.string(),
  cpus: z.int(),
  memoryTotalBytes: z.int(),
  memoryAvailableBytes: z.int(),
  diskTotalBytes: z.int(),
  diskFreeBytes: z.int(),
  load1: z.number(),
  uptimeSeconds: z.number(),
  clockMs: z.int(),
});
export type HostFacts = z.infer<typeof hostFacts>;

/**
 * Verbs that the agent does itself, beside all of rootd's. Secrets: admin.password.
 * - check.health: asks the private endpoint until [healthcheck] is satisfied or its grace has passed.
 * - check.sign-in: signs in through the app's own login, reaches `inside`, then is refused with a wrong password.
 *   via `private` (its endpoint, Host and X-Forwarded-* as the proxy sets them) or `public` (HTTPS on this host's
 *   port 443 with the domain as SNI, certificate verified).
 * - seed.put / seed.find: the package's [seed] with `token`.
 * - check.count: the package's [check.count], in the output's `count`; null when the package has none.
 */
export const agentVerbs = {
  'check.health': z.strictObject({ installation: installationId, via: z.enum(['private', 'public']) }),
  'check.sign-in': z.strictObject({ installation: installationId, via: z.enum(['private', 'public']) }),
  'seed.put': z.strictObject({ installation: installationId, token: z.string().regex(/^[a-z0-9-]{8,40}$/) }),
  'seed.find': z.strictObject({ installation: installationId, token: z.string().regex(/^[a-z0-9-]{8,40}$/) }),
  'check.count': z.strictObject({ installation: installationId }),
} as const;
export type AgentVerb = keyof typeof agentVerbs;

/** Output of every check verb: how long the parts took, and what was counted. */
export const checkOutput = z.strictObject({
  durationMs: z.number(),
  notes: z.array(z.string()),
  count: z.int().nullable().default(null),
});

/** effects.start: begins the effect or attaches to it; returns at once. `busy` when another operation holds the installation. */
export const startEffectInput = z.strictObject({
  id: effectId,
  operation: operationId,
  installation: installationId.nullable(),
  verb: z.string(),
  input: z.json(),
  ticket: ticketText.optional(),
  secrets: secretsMap.optional(),
});

/**
 * What effects.start answers. `refused`: nothing was begun (busy, an unknown verb, an input that is not in the contract)
 * and nothing is recorded, so the same id may be started later.
 */
export const startEffectOutput = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('running'), attached: z.boolean() }),
  z.strictObject({ state: z.literal('ended'), outcome: effectOutcome }),
  z.strictObject({ state: z.literal('refused'), failure: failureSchema }),
]);
export type StartEffectOutput = z.infer<typeof startEffectOutput>;

/** effects.wait: answers as soon as there is an event after `afterSeq` or an outcome, at latest after waitMs. */
export const waitEffectInput = z.strictObject({
  id: effectId,
  afterSeq: z.int().nonnegative(),
  waitMs: z.int().min(0).max(25_000),
});

/** A read-only rootd verb passed through. */
export const readVerb = z.enum([
  'installation.status',
  'installation.inventory',
  'host.installations',
  'logs.read',
  'root.parts',
  'backup.book',
  'backup.books',
]);
