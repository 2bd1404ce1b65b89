// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { type Justification, justify } from './justify.ts';
import { signTicket } from './sign-ticket.ts';
import { type SignerAnswer, signerRequest, type TicketRequest } from './signer-protocol.ts';
import type { TicketKey } from './ticket-key.ts';

export interface SignerParts {
  readonly key: TicketKey;
  readonly look: (request: TicketRequest) => Promise<Justification>;
  readonly nowMs: () => number;
}

/** The answer to one line of the socket. Throws when PostgreSQL cannot be asked. */
export async function answerLine(line: string, parts: SignerParts): Promise<SignerAnswer> {
  const request = signerRequest.safeParse(parseJson(line));
  if (!request.success)
    return { refused: failure('input-refused', 'The signer did not understand a request.') };
  if (request.data.want === 'public-key') return { publicKeyPem: parts.key.publicKeyPem };
  const justified = justify(request.data, await parts.look(request.data));
  if (!justified.ok) return { refused: justified.error };
  const { epoch } = justified.value;
  return { ticket: signTicket(request.data, parts.key.privateKey, { epoch, nowMs: parts.nowMs() }) };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
