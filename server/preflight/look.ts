// SPDX-License-Identifier: AGPL-3.0-or-later
import { lookup } from 'node:dns/promises';
import { createConnection } from 'node:net';
import type { HostFacts } from '#contract/agent-api.ts';
import type { Failure } from '#contract/failure.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { Result } from '#contract/result.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import type { PreflightLine } from '#contract/site-api/installations.ts';
import { judge } from './judge.ts';

export interface PreflightSubject {
  readonly manifest: Manifest;
  readonly domain: string;
  readonly issuer: CertificateIssuer;
  readonly host: {
    readonly kind: 'sandbox' | 'remote';
    readonly address: string;
    readonly publicPort: number;
    readonly domainSuffix: string | null;
  };
}

export interface PreflightLooks {
  readonly facts: () => Promise<Result<HostFacts, Failure>>;
  readonly domainIsFree: () => Promise<boolean>;
}

const PORT_TIMEOUT_MS = 4_000;

/** Looks at everything that would make the install fail; lasts as long as its slowest look. */
export async function lookBeforeInstall(
  subject: PreflightSubject,
  looks: PreflightLooks,
): Promise<PreflightLine[]> {
  const { host, domain, issuer } = subject;
  const isOwnName = host.domainSuffix !== null && domain.endsWith(`.${host.domainSuffix}`);
  const [facts, domainIsFree, addresses, portAnswers, challengeAnswers] = await Promise.all([
    looks.facts(),
    looks.domainIsFree(),
    isOwnName ? null : bothAddresses(domain, host.address),
    // A sandbox host listens on 443; this computer forwards the public port to it.
    answers(host.address, host.kind === 'sandbox' ? 443 : host.publicPort),
    issuer === 'acme' ? answers(host.address, 80) : null,
  ]);
  return judge({
    manifest: subject.manifest,
    domain,
    issuer,
    hostAddress: host.address,
    publicPort: host.publicPort,
    host: facts,
    domainIsFree,
    addresses,
    portAnswers: facts.ok ? portAnswers : null,
    challengeAnswers: facts.ok ? challengeAnswers : null,
  });
}

async function bothAddresses(domain: string, host: string) {
  const [ofDomain, ofHost] = await Promise.all([addressesOf(domain), addressesOf(host)]);
  return { domain: ofDomain, host: ofHost };
}

async function addressesOf(name: string): Promise<string[]> {
  try {
    return (await lookup(name, { all: true })).map((found) => found.address);
  } catch {
    return [];
  }
}

function answers(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: address, port });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(PORT_TIMEOUT_MS, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
