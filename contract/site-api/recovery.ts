// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { backupTargetId } from '../backup.ts';
import { failureSchema } from '../failure.ts';
import { installationId } from '../ids.ts';
import { recoverySheet } from '../recovery-sheet.ts';

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
