// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';

/**
 * The control plane's backup of itself: a gzipped tar, encrypted with age (age-encryption.org/v1) to the recovery
 * identity, so that anybody with the identity of the recovery sheet can open it with ours or with any other age.
 *
 *   manifest.json      what is in it (archiveManifest)
 *   tables/<name>      rows in PostgreSQL's COPY text format, of one moment
 *   secrets/<owner>/…  the keys without which neither rows nor hosts can be used
 */
export const archiveManifest = z.strictObject({
  format: z.literal(1),
  atMs: z.int(),
  siteUrl: z.string(),
  /** Migrations that had run: a version that does not know them all cannot take it. */
  migrations: z.array(z.string()).min(1),
  /** In an order in which they can be put back. */
  tables: z.array(
    z.strictObject({ name: z.string(), columns: z.array(z.string()), bytes: z.int(), sha256: z.string() }),
  ),
});
export type ArchiveManifest = z.infer<typeof archiveManifest>;

export const MANIFEST = 'manifest.json';

/** `control-plane-20261126T031500Z.tar.gz.age`: sorts by time. */
export const archiveName = (atMs: number): string =>
  `control-plane-${new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '')}.tar.gz.age`;
export const ARCHIVE_NAME = /^control-plane-\d{8}T\d{6}Z\.tar\.gz\.age$/;

/**
 * Files under secrets/ that are kept. The others are made anew: passwords of the database, and what sessions hang on,
 * so that everybody signs in again.
 */
export const KEPT_SECRETS = [
  ['worker', 'master-key'],
  ['worker', 'ssh-key'],
  ['worker', 'ca-root-key.pem'],
  ['worker', 'ca-root.pem'],
  ['worker', 'recovery-identity'],
  ['signer', 'ticket-key.pem'],
] as const;

/** Of the moment, or of no use elsewhere. */
export const TABLES_LEFT_OUT: readonly string[] = [
  'hop3_migrations',
  'sessions',
  'sign_in_attempts',
  'onboarding_tokens',
  'worker_heartbeats',
];
