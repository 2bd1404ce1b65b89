// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { sha256Hex } from './ids.ts';
import { ticketText } from './ticket.ts';

/**
 * How our program on a connected host is renewed and taken off, once the key that it was set up with is gone.
 * The bridge's forced command joins its channel to the agent's socket, or to the door's when exactly this is asked for.
 * The client sends one line (`doorRequest` as JSON), and for `runtime.replace` the archive's bytes after it; door.mjs
 * checks the ticket, then has bootstrap.mjs do the work, and answers in its lines (contract/host-bootstrap.ts).
 */
export const DOOR_COMMAND = 'hop3-door';

/** A runtime is some 60 MB packed. */
const LARGEST_ARCHIVE_BYTES = 512 * 1024 * 1024;

export const doorInputs = {
  /** What the signer read of this site's own runtime: it signs no other. */
  'runtime.replace': z.strictObject({
    runtime: sha256Hex,
    archive: z.strictObject({ sha256: sha256Hex, bytes: z.int().positive().max(LARGEST_ARCHIVE_BYTES) }),
  }),
  'runtime.remove': z.strictObject({ deleteBackups: z.boolean() }),
} as const;

export type DoorVerb = keyof typeof doorInputs;
export type DoorInput<V extends DoorVerb> = z.infer<(typeof doorInputs)[V]>;

export const doorRequest = z.discriminatedUnion('verb', [
  z.strictObject({
    verb: z.literal('runtime.replace'),
    input: doorInputs['runtime.replace'],
    ticket: ticketText,
  }),
  z.strictObject({
    verb: z.literal('runtime.remove'),
    input: doorInputs['runtime.remove'],
    ticket: ticketText,
  }),
]);
export type DoorRequest = z.infer<typeof doorRequest>;
