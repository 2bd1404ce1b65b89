// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { hostId, installationId, operationId, sha256Hex } from './ids.ts';

/**
 * What a host's rootd needs before it creates, changes or deletes anything: permission for one call.
 * On the wire `base64url(payload JSON) + "." + base64url(Ed25519 signature over the first part's ASCII)`.
 * A ticket is for one verb with one input (`inputDigest` = sha256 of the canonical JSON of the input),
 * works once (nonce) and for minutes (expiresAt). `epoch` rises when a control plane is restored from
 * a backup; hosts refuse smaller epochs than they have seen.
 */
export const ticketPayload = z.strictObject({
  version: z.literal(1),
  host: hostId,
  installation: installationId.nullable(),
  operation: operationId,
  manifestDigest: sha256Hex.nullable(),
  verb: z.string().regex(/^[a-z]+\.[a-z-]+$/),
  inputDigest: sha256Hex,
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/),
  /** Milliseconds since the epoch. */
  expiresAt: z.int().positive(),
  epoch: z.int().nonnegative(),
});
export type TicketPayload = z.infer<typeof ticketPayload>;

/** The ticket's wire form. */
export const ticketText = z
  .string()
  .max(4096)
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/);

/** A verb's tickets are valid for this long. */
export const TICKET_LIFETIME_MS = 5 * 60_000;
