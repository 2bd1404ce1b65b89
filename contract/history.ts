// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { operationId } from './ids.ts';
import { operationKind, operationState } from './operation.ts';
import { operationAsked } from './site-api/operations.ts';

/**
 * One line of an installation's history.
 * - operation: work that was done on it, with who asked for it and how it ended
 * - asked: what somebody did without one (looked at the sign-in details), and what was refused
 * - backup: what its server did by itself, as planned
 */
export const historyEntry = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('operation'),
    id: z.string(),
    atMs: z.int(),
    /** null: nobody asked, it was begun by the site itself. */
    who: z.string().nullable(),
    operation: operationId,
    kind: operationKind,
    state: operationState,
    asked: operationAsked,
    /** It was tried again after it had failed. */
    again: z.boolean(),
    durationMs: z.int().nullable(),
    failure: failureSchema.nullable(),
  }),
  z.strictObject({
    type: z.literal('asked'),
    id: z.string(),
    atMs: z.int(),
    who: z.string(),
    /** Procedure such as installations.revealSignIn. */
    action: z.string(),
    accepted: z.boolean(),
    operation: operationId.nullable(),
  }),
  z.strictObject({
    type: z.literal('backup'),
    id: z.string(),
    atMs: z.int(),
    dataBytes: z.int(),
    /** Whether a copy of it is on another server. */
    elsewhere: z.boolean(),
  }),
]);
export type HistoryEntry = z.infer<typeof historyEntry>;

/** Newest first. `next` is given back as `cursor` for the page after; null: that was all. */
export const historyPage = z.strictObject({ entries: z.array(historyEntry), next: z.string().nullable() });
export type HistoryPage = z.infer<typeof historyPage>;
