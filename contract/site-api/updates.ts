// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { failureSchema } from '../failure.ts';
import { installationId, plainText, sha256Hex } from '../ids.ts';
import { updateKind } from './installations.ts';

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
