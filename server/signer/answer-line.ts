// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { operationId } from '#contract/ids.ts';
import type { DoorInput } from '#contract/runtime-door.ts';
import type { AgentRuntime } from '#server/hosts/agent-runtime.ts';
import { inputDigestOf } from './input-digest.ts';
import { type Justification, justify } from './justify.ts';
import { signTicket } from './sign-ticket.ts';
import {
  type RuntimeTicketRequest,
  type SignerAnswer,
  signerRequest,
  type TicketRequest,
} from './signer-protocol.ts';
import type { TicketKey } from './ticket-key.ts';

export interface SignerParts {
  readonly key: TicketKey;
  readonly look: (request: TicketRequest) => Promise<Justification>;
  /** The host when it is connected, or null. */
  readonly connectedHost: (id: string) => Promise<{ readonly epoch: number } | null>;
  /** This site's own runtime for an architecture, or null. */
  readonly runtime: (architecture: RuntimeTicketRequest['architecture']) => Promise<AgentRuntime | null>;
  readonly nowMs: () => number;
}

/** The answer to one line of the socket. Throws when PostgreSQL cannot be asked. */
export async function answerLine(line: string, parts: SignerParts): Promise<SignerAnswer> {
  const request = signerRequest.safeParse(parseJson(line));
  if (!request.success)
    return { refused: failure('input-refused', 'The signer did not understand a request.') };
  if (request.data.want === 'public-key') return { publicKeyPem: parts.key.publicKeyPem };
  if (request.data.want === 'runtime-ticket') return runtimeTicket(request.data, parts);
  const justified = justify(request.data, await parts.look(request.data));
  if (!justified.ok) return { refused: justified.error };
  const { epoch } = justified.value;
  return { ticket: signTicket(request.data, parts.key.privateKey, { epoch, nowMs: parts.nowMs() }) };
}

/** Of no operation: the site renews its program when nobody asked for anything. */
const NO_OPERATION = operationId.parse('00000000-0000-4000-8000-000000000000');

async function runtimeTicket(asked: RuntimeTicketRequest, parts: SignerParts): Promise<SignerAnswer> {
  const host = await parts.connectedHost(asked.host);
  if (host === null) return { refused: refusal('There is no such server.') };
  const runtime = await parts.runtime(asked.architecture);
  if (runtime === null) return { refused: refusal('This site has no program for such a server.') };
  const input: DoorInput<'runtime.replace'> = {
    runtime: runtime.digest,
    archive: { sha256: runtime.archiveSha256, bytes: runtime.archiveBytes },
  };
  const request: TicketRequest = {
    want: 'ticket',
    operation: NO_OPERATION,
    installation: null,
    host: asked.host,
    verb: 'runtime.replace',
    inputDigest: inputDigestOf(input),
    manifestDigest: null,
  };
  const circumstances = { epoch: host.epoch, nowMs: parts.nowMs() };
  return { ticket: signTicket(request, parts.key.privateKey, circumstances), input };
}

const refusal = (why: string) => failure('ticket-refused', `The signer refused a permission. ${why}`);

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
