// SPDX-License-Identifier: AGPL-3.0-or-later
import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { TICKET_LIFETIME_MS, type TicketPayload, ticketPayload } from '#contract/ticket.ts';
import type { TicketRequest } from './signer-protocol.ts';

/** The ticket for a request that was found justified; `key` is an Ed25519 private key. */
export function signTicket(
  request: TicketRequest,
  key: KeyObject,
  circumstances: { readonly epoch: number; readonly nowMs: number },
): string {
  const payload: TicketPayload = ticketPayload.parse({
    version: 1,
    host: request.host,
    installation: request.installation,
    operation: request.operation,
    manifestDigest: request.manifestDigest,
    verb: request.verb,
    inputDigest: request.inputDigest,
    nonce: randomBytes(24).toString('base64url'),
    expiresAt: circumstances.nowMs + TICKET_LIFETIME_MS,
    epoch: circumstances.epoch,
  });
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${sign(null, Buffer.from(text, 'ascii'), key).toString('base64url')}`;
}
