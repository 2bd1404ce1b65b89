// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { failureSchema } from '#contract/failure.ts';
import { hostId, installationId, operationId, sha256Hex } from '#contract/ids.ts';
import { doorInputs } from '#contract/runtime-door.ts';
import { ticketPayload, ticketText } from '#contract/ticket.ts';

/**
 * The signer's socket (run/signer.sock): JSON lines, one answer a line in the order of the requests.
 *   → {"want": "ticket", operation, installation, host, verb, inputDigest, manifestDigest}  ← {"ticket"} or {"refused": Failure}
 *                                                                  or {"later": true}: the database cannot be asked now
 *   → {"want": "runtime-ticket", host, architecture}                                        ← {"ticket", "input"}, for the runtime of
 *                                                                  this site, and {"refused"} or {"later"} as above
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

/** Renewing our program on a host is no operation of anybody's: the signer looks itself what this site's program is. */
export const runtimeTicketRequest = z.strictObject({
  want: z.literal('runtime-ticket'),
  host: hostId,
  architecture: z.enum(['x64', 'arm64']),
});
export type RuntimeTicketRequest = z.infer<typeof runtimeTicketRequest>;

export const signerRequest = z.discriminatedUnion('want', [
  ticketRequest,
  runtimeTicketRequest,
  z.strictObject({ want: z.literal('public-key') }),
]);

export const signerAnswer = z.union([
  z.strictObject({ ticket: ticketText }),
  z.strictObject({ ticket: ticketText, input: doorInputs['runtime.replace'] }),
  z.strictObject({ publicKeyPem: z.string() }),
  z.strictObject({ refused: failureSchema }),
  z.strictObject({ later: z.literal(true) }),
]);
export type SignerAnswer = z.infer<typeof signerAnswer>;

/** A request is a few hundred bytes; who sends more is not our worker. */
export const MAX_REQUEST_BYTES = 8192;
