// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash, verify } from 'node:crypto';
import type { Host } from '#agent/host/host.ts';
import { canonicalJson } from '#contract/canonical-json.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { type TicketPayload, ticketPayload, ticketText } from '#contract/ticket.ts';
import type { NonceStore } from './nonce-store.ts';
import { rootdPaths } from './rootd-paths.ts';
import type { Trust } from './trust.ts';

/** Clocks of the control plane and of a host may differ by this. */
export const CLOCK_SKEW_MS = 30_000;
/** Longest lifetime that a ticket may claim: twice what the signer gives. */
const LONGEST_LIFETIME_MS = 10 * 60_000;

export const sha256OfJson = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex');

export interface TicketDemand {
  readonly ticket: string | undefined;
  readonly verb: string;
  /** As it came, before defaults. */
  readonly input: unknown;
  readonly installation: string | null;
  /** Digests of packages of which the ticket must name one; null for verbs of the host; undefined when we know of no package. */
  readonly packageDigests: readonly string[] | null | undefined;
}

/** Pure part: whether a ticket's text is one that this host takes for this demand. Says why not. */
export function readTicket(
  demand: TicketDemand,
  trust: Trust,
  nowMs: number,
): Result<TicketPayload, Failure> {
  if (demand.ticket === undefined) return refused('there is none');
  const text = ticketText.safeParse(demand.ticket);
  if (!text.success) return refused('it is malformed');
  const [body = '', signature = ''] = text.data.split('.');
  const signed = verify(
    null,
    Buffer.from(body, 'ascii'),
    trust.ticketPublicKeyPem,
    Buffer.from(signature, 'base64url'),
  );
  if (!signed) return refused('its signature is not the control plane’s');
  const payload = ticketPayload.safeParse(parseJson(Buffer.from(body, 'base64url').toString('utf8')));
  if (!payload.success) return refused('it is malformed');
  const ticket = payload.data;
  if (ticket.host !== trust.host) return refused('it is for another server');
  if (ticket.verb !== demand.verb) return refused('it is for something else');
  if (ticket.installation !== demand.installation) return refused('it is for another installation');
  if (ticket.inputDigest !== sha256OfJson(demand.input))
    return refused('what is asked is not what was signed');
  const { packageDigests } = demand;
  const isOurs =
    packageDigests === undefined ||
    (packageDigests === null
      ? ticket.manifestDigest === null
      : packageDigests.some((digest) => digest === ticket.manifestDigest));
  if (!isOurs) return refused('it is for another package');
  if (ticket.expiresAt + CLOCK_SKEW_MS < nowMs) return refused('it has expired');
  if (ticket.expiresAt > nowMs + LONGEST_LIFETIME_MS + CLOCK_SKEW_MS)
    return refused('it is valid for too long');
  return ok(ticket);
}

/** Checks a ticket and uses it up. */
export class TicketCheck {
  readonly #host: Host;
  readonly #trust: () => Promise<Trust>;
  readonly #nonces: NonceStore;

  constructor(ports: { host: Host; trust: () => Promise<Trust>; nonces: NonceStore }) {
    this.#host = ports.host;
    this.#trust = ports.trust;
    this.#nonces = ports.nonces;
  }

  async use(demand: TicketDemand): Promise<Result<TicketPayload, Failure>> {
    const trust = await this.#trust();
    const ticket = readTicket(demand, trust, this.#host.nowMs());
    if (!ticket.ok) return ticket;
    const { epoch, nonce, expiresAt } = ticket.value;
    const seen = Math.max(trust.epoch, Number((await this.#host.readText(rootdPaths.epoch)) ?? 0) || 0);
    if (epoch < seen) return refused('it is from before the control plane was restored');
    if (!(await this.#nonces.use(nonce, expiresAt + 2 * CLOCK_SKEW_MS))) return refused('it was used before');
    if (epoch > seen) await this.#host.writeAtomic(rootdPaths.epoch, String(epoch), { mode: 0o600 });
    return ticket;
  }
}

function refused(why: string): { ok: false; error: Failure } {
  return err(
    failure(
      'ticket-refused',
      `The server refused: this change needs a permission from the control plane, and ${why}.`,
      {
        remedy: 'Try again. If it happens again, check the clocks of the server and of the control plane.',
      },
    ),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
