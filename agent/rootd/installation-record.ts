// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { domainName, installationId, sha256Hex, unixUserName } from '#contract/ids.ts';
import { packageSchema } from '#contract/package.ts';

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
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
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
});
export type InstallationRecord = z.infer<typeof installationRecord>;
