// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { domainName, installationId, sha256Hex, unixUserName } from '#contract/ids.ts';
import { packageSchema } from '#contract/package.ts';
import { certificateIssuer, generation } from '#contract/rootd-api.ts';

const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** A package with its answers and the sealed root that was built of it. */
const releaseRecord = z.strictObject({
  package: packageSchema,
  packageDigest: sha256Hex,
  settings,
  rootDigest: sha256Hex.nullable(),
  rootVersion: z.string().nullable(),
});
export type ReleaseRecord = z.infer<typeof releaseRecord>;

/** Another generation of the data than the live one: being restored, or kept after a switch. */
const generationRecord = z.strictObject({
  generation,
  /** The attempt that made it; null for what an install made. */
  restore: z.uuid().nullable(),
  madeAtMs: z.int(),
  /** Whether the restore into it is complete. */
  complete: z.boolean(),
  /** Until when it is kept, once it was the live one; null before that. */
  untilMs: z.int().nullable(),
  /** As in the record of what is live. */
  hooksDone: z.array(z.string()),
});
export type GenerationRecord = z.infer<typeof generationRecord>;

/**
 * rootd's own memory of an installation: /var/lib/hop3/registry/<installation>.json, root only, written atomically
 * before the effect that it describes. Secrets stand apart in /var/lib/hop3/secrets/<installation>.json (0600).
 */
export const installationRecord = z.strictObject({
  version: z.literal(1),
  installation: installationId,
  title: z.string(),
  user: unixUserName,
  uid: z.int(),
  port: z.int().nullable(),
  databaseName: z.string(),
  package: packageSchema,
  packageDigest: sha256Hex,
  domain: domainName,
  publicPort: z.int(),
  settings,
  admin: z.strictObject({ username: z.string(), email: z.string() }).nullable(),
  timezone: z.string(),
  language: z.string(),
  /** The sealed root of its release. */
  rootDigest: sha256Hex.nullable(),
  rootVersion: z.string().nullable(),
  /** Attributes of each addon that exists, by addon name (its type unless named): HOST, NAME, SOCKET … No secret. */
  addons: z.record(z.string(), z.record(z.string(), z.string())),
  /** Hooks that ran once and must not run again: initialise, admin-create. */
  hooksDone: z.array(z.string()),
  /** Every type of addon that was ever made for it: one that a later release drops stays until the end. */
  addonTypes: z.array(z.string()).default([]),
  /** Which generation of its data is live: see state-layout.ts. */
  generation: generation.default(0),
  /** The attempt that made the live generation. */
  restoredBy: z.uuid().nullable().default(null),
  generations: z.array(generationRecord).default([]),
  /** The release that is being prepared, and those before the current one, newest first. */
  next: releaseRecord.extend({ preparedAtMs: z.int() }).nullable().default(null),
  previous: z.array(releaseRecord.extend({ untilMs: z.int() })).default([]),
  issuer: certificateIssuer.default('private'),
  /** Its address before the last change: for the package's hook. */
  previousDomain: domainName.nullable().default(null),
  /** The installation whose update is rehearsed here; such a one is never routed. */
  rehearsalOf: installationId.nullable().default(null),
  reservedAtMs: z.int().default(0),
});
export type InstallationRecord = z.infer<typeof installationRecord>;
