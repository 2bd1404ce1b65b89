// SPDX-License-Identifier: AGPL-3.0-or-later
import { generateKeyPairSync, sign } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '#agent/host/host.ts';
import type { HostId, InstallationId, OperationId } from '#contract/ids.ts';
import type { TicketPayload } from '#contract/ticket.ts';
import { NonceStore } from './nonce-store.ts';
import { CLOCK_SKEW_MS, sha256OfJson, TicketCheck, type TicketDemand } from './ticket-check.ts';

const HOST = '0199aaaa-0000-7000-8000-000000000001' as HostId;
const INSTALLATION = '0199aaaa-0000-7000-8000-000000000002' as InstallationId;
const OPERATION = '0199aaaa-0000-7000-8000-000000000003' as OperationId;
const NOW = 1_800_000_000_000;
const DIGEST = 'a'.repeat(64);
const keys = generateKeyPairSync('ed25519');
const otherKeys = generateKeyPairSync('ed25519');

/** Only what tickets need: some small files and a clock. */
function filesOnlyHost(clock: { nowMs: number }) {
  const files = new Map<string, string>();
  const host = {
    readText: async (path: string) => files.get(path) ?? null,
    writeAtomic: async (path: string, content: string) => {
      await Promise.resolve();
      files.set(path, content);
    },
    makeDirectory: async () => undefined,
    exists: async (path: string) => files.has(path),
    list: async (path: string) =>
      [...files.keys()]
        .filter((name) => name.startsWith(`${path}/`))
        .map((name) => name.slice(path.length + 1)),
    removeFile: async (path: string) => void files.delete(path),
    nowMs: () => clock.nowMs,
  };
  // The other methods are never called by what is tested here.
  return { host: host as unknown as Host, files };
}

const input = { installation: INSTALLATION };
const demand = (ticket: string | undefined, change: Partial<TicketDemand> = {}): TicketDemand => ({
  ticket,
  verb: 'installation.configure',
  input,
  installation: INSTALLATION,
  packageDigests: [DIGEST],
  ...change,
});

let nonce = 0;
function payload(change: Partial<TicketPayload> = {}): TicketPayload {
  nonce += 1;
  return {
    version: 1,
    host: HOST,
    installation: INSTALLATION,
    operation: OPERATION,
    manifestDigest: DIGEST,
    verb: 'installation.configure',
    inputDigest: sha256OfJson(input),
    nonce: String(nonce).padStart(32, 'n'),
    expiresAt: NOW + 60_000,
    epoch: 3,
    ...change,
  };
}

function signed(body: unknown, key = keys.privateKey): string {
  const text = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)).toString('base64url');
  return `${text}.${sign(null, Buffer.from(text, 'ascii'), key).toString('base64url')}`;
}

describe('tickets', () => {
  const clock = { nowMs: NOW };
  let host: Host;
  let files: Map<string, string>;
  let check: TicketCheck;
  const trust = {
    version: 1 as const,
    host: HOST,
    ticketPublicKeyPem: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    epoch: 3,
  };
  const newCheck = () => new TicketCheck({ host, trust: async () => trust, nonces: new NonceStore(host) });

  beforeEach(() => {
    clock.nowMs = NOW;
    ({ host, files } = filesOnlyHost(clock));
    check = newCheck();
  });

  it('are taken when everything agrees', async () => {
    expect((await check.use(demand(signed(payload())))).ok).toBe(true);
  });

  const refusals: [string, () => TicketDemand, string][] = [
    ['none', () => demand(undefined), 'there is none'],
    ['forged', () => demand(signed(payload(), otherKeys.privateKey)), 'signature'],
    ['malformed', () => demand('x'), 'malformed'],
    ['a signed text that is not a ticket', () => demand(signed('{"version":2}')), 'malformed'],
    ['a further key', () => demand(signed({ ...payload(), admin: true })), 'malformed'],
    [
      'another host',
      () => demand(signed(payload({ host: OPERATION as unknown as HostId }))),
      'another server',
    ],
    ['another verb', () => demand(signed(payload({ verb: 'installation.release' }))), 'something else'],
    [
      'another installation',
      () => demand(signed(payload({ installation: OPERATION as unknown as InstallationId }))),
      'another installation',
    ],
    [
      'a host’s ticket for an installation',
      () => demand(signed(payload({ installation: null }))),
      'another installation',
    ],
    ['another input', () => demand(signed(payload({ inputDigest: DIGEST }))), 'not what was signed'],
    [
      'a changed package',
      () => demand(signed(payload({ manifestDigest: 'b'.repeat(64) }))),
      'another package',
    ],
    ['no package', () => demand(signed(payload({ manifestDigest: null }))), 'another package'],
    ['expired', () => demand(signed(payload({ expiresAt: NOW - CLOCK_SKEW_MS - 1 }))), 'expired'],
    ['valid for a year', () => demand(signed(payload({ expiresAt: NOW + 365 * 24 * 3600_000 }))), 'too long'],
    ['an earlier epoch', () => demand(signed(payload({ epoch: 2 }))), 'restored'],
  ];
  it.each(refusals)('are refused: %s', async (_, make, why) => {
    const outcome = await check.use(make());
    expect(outcome.ok ? null : outcome.error.code).toBe('ticket-refused');
    expect(outcome.ok ? '' : outcome.error.message).toContain(why);
  });

  it('bear a clock that is a little off', async () => {
    expect((await check.use(demand(signed(payload({ expiresAt: NOW - CLOCK_SKEW_MS + 1000 }))))).ok).toBe(
      true,
    );
  });

  it('work once, also for two at the same moment and after a restart', async () => {
    const ticket = signed(payload());
    const both = await Promise.all([check.use(demand(ticket)), check.use(demand(ticket))]);
    expect(both.filter((outcome) => outcome.ok)).toHaveLength(1);
    const later = await newCheck().use(demand(ticket));
    expect(later.ok ? '' : later.error.message).toContain('used before');
  });

  it('are not used up by a refusal for another reason', async () => {
    const ticket = signed(payload());
    expect((await check.use(demand(ticket, { packageDigests: ['b'.repeat(64)] }))).ok).toBe(false);
    expect((await check.use(demand(ticket))).ok).toBe(true);
  });

  it('of a greater epoch end the smaller ones, over a restart too', async () => {
    expect((await check.use(demand(signed(payload({ epoch: 4 }))))).ok).toBe(true);
    expect((await newCheck().use(demand(signed(payload({ epoch: 3 }))))).ok).toBe(false);
    expect((await newCheck().use(demand(signed(payload({ epoch: 4 }))))).ok).toBe(true);
  });

  it('leave no nonce behind once they have expired', async () => {
    await check.use(demand(signed(payload())));
    const nonces = () => [...files.keys()].filter((path) => path.includes('nonces'));
    await new NonceStore(host).prune();
    expect(nonces()).toHaveLength(1);
    clock.nowMs = NOW + 10 * 60_000;
    await new NonceStore(host).prune();
    expect(nonces()).toHaveLength(0);
  });
});
