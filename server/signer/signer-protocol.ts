// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { failureSchema } from '#contract/failure.ts';
import { hostId, installationId, operationId, sha256Hex } from '#contract/ids.ts';
import { ticketPayload, ticketText } from '#contract/ticket.ts';

/**
 * The signer's socket (run/signer.sock): JSON lines, one answer a line in the order of the requests.
 *   → {"want": "ticket", operation, installation, host, verb, inputDigest, manifestDigest}  ← {"ticket"} or {"refused": Failure}
 *                                                                  or {"later": true}: the database cannot be asked now
 *   → {"want": "public-key"}                                                                ← {"publicKeyPem"}
 */
export const ticketRequest = z.strictObject({
  want: z.literal('ticket'),
  operation: operationId,
  /** null for verbs about the host itself. */
  installation: installationId.nullable(),
  host: hostId,
  verb: ticketPayload.shape.verb,
  inputDigest: sha256Hex,
  manifestDigest: sha256Hex.nullable(),
});
export type TicketRequest = z.infer<typeof ticketRequest>;

export const signerRequest = z.discriminatedUnion('want', [
  ticketRequest,
  z.strictObject({ want: z.literal('public-key') }),
]);

export const signerAnswer = z.union([
  z.strictObject({ ticket: ticketText }),
  z.strictObject({ publicKeyPem: z.string() }),
  z.strictObject({ refused: failureSchema }),
  z.strictObject({ later: z.literal(true) }),
]);
export type SignerAnswer = z.infer<typeof signerAnswer>;

/** A request is a few hundred bytes; who sends more is not our worker. */
export const MAX_REQUEST_BYTES = 8192;
