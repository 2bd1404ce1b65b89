// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { plainText } from './ids.ts';

export const operationKind = z.enum([
  'connect-host',
  'disconnect-host',
  'install',
  'restart',
  'uninstall',
  /** Makes a server a place for the backups of others. */
  'open-store',
  /** Now, to every place of its plan. */
  'backup',
  /** Brings the plan that was chosen to the host. */
  'set-backup-plan',
  /** Puts an earlier state back in its place. */
  'restore',
  /** A new installation made of a backup: on another server, or beside the original. */
  'install-from-backup',
  'update',
  /** To the release before; with its data only when asked for. */
  'roll-back',
  'change-domain',
  'reset-password',
  /** Gets a certificate from the chosen issuer. */
  'set-certificate',
]);
export type OperationKind = z.infer<typeof operationKind>;

/**
 * queued → running → succeeded
 *                  ↘ undoing → failed | cancelled      (cancel and failure both unwind)
 * `failed` with `leftBehind` true only when undoing failed too; the page says so and offers to try again.
 */
export const operationState = z.enum(['queued', 'running', 'undoing', 'succeeded', 'failed', 'cancelled']);
export type OperationState = z.infer<typeof operationState>;
export const isEnded = (state: OperationState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';

/** Steps in the order of their plan; the plan is stored with the operation. */
export const plannedStep = z.strictObject({
  id: z.string().regex(/^[a-z-]+$/),
  /** Before it has run: "Get the certificate". */
  title: plainText,
});
export type PlannedStep = z.infer<typeof plannedStep>;

export const stepState = z.enum(['waiting', 'running', 'done', 'failed', 'undoing', 'undone', 'skipped']);

/**
 * Rows of operation_events(operation, seq): everything the progress page shows, in order.
 * A page builds its state by folding them (see fold in server/operations).
 */
export const operationEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('state'), state: operationState, failure: failureSchema.nullable() }),
  z.strictObject({
    type: z.literal('step'),
    step: z.string(),
    state: stepState,
    /** What was found, for people: "PostgreSQL 17", "6.1 MB, checksum matches". */
    found: plainText.nullable(),
    /** How it reads once done: "Made its database". */
    doneTitle: plainText.nullable(),
    durationMs: z.number().nullable(),
  }),
  z.strictObject({ type: z.literal('log'), step: z.string(), text: plainText.max(4000) }),
]);
export type OperationEvent = z.infer<typeof operationEvent>;

export const numberedEvent = z.strictObject({ seq: z.int(), atMs: z.int(), event: operationEvent });
export type NumberedEvent = z.infer<typeof numberedEvent>;
