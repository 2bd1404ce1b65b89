// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { backupId } from '../backup.ts';
import { failureSchema } from '../failure.ts';
import { domainName, hostId, installationId, operationId } from '../ids.ts';
import { operationKind, operationState, plannedStep } from '../operation.ts';
import { certificateIssuer } from '../rootd-api.ts';

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
