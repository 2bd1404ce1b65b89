// SPDX-License-Identifier: AGPL-3.0-or-later
import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { type CertificateFacts, checkChain } from '#agent/certificates/certificate-facts.ts';
import { newRequest } from '#agent/certificates/keys.ts';
import type { Host } from '#agent/host/host.ts';
import type { Issuer } from './contract.ts';

export interface IssuerSubject {
  readonly issuer: Issuer;
  readonly host: Host;
  /** A name that it may issue for. */
  readonly domain: string;
  /** Takes its setting up away; gives back how to bring it back. */
  readonly unset: () => Promise<() => Promise<void>>;
  /** Files that an order could leave behind. */
  readonly leftovers: () => Promise<readonly string[]>;
}

interface IssuerCheck {
  readonly name: string;
  run(subject: IssuerSubject): Promise<void>;
}

const silent = { log: () => undefined, note: () => undefined };

async function issued({ issuer, host }: IssuerSubject, domain: string) {
  const { keyPem, requestPem } = await newRequest(domain);
  const result = await issuer.issue({ domain, requestPem }, host, silent);
  ok(result.ok, result.ok ? '' : `${result.error.message}\n${result.error.detail}`);
  const { chainPem } = result.value;
  const checked = checkChain({ chainPem, keyPem, domain, nowMs: host.nowMs() });
  return { chainPem, facts: factsOf(checked) };
}

function factsOf(checked: ReturnType<typeof checkChain>): CertificateFacts {
  if (!checked.ok) throw new Error(`the chain does not hold: ${checked.error}`);
  return checked.value.facts;
}

/** What every issuer must hold (contract.ts), on a real host as root. */
export const issuerConformance: readonly IssuerCheck[] = [
  {
    name: 'gives a whole chain for the name and the key that were asked for',
    run: async (subject) => {
      const { chainPem, facts } = await issued(subject, subject.domain);
      deepEqual(facts.domains, [subject.domain]);
      ok(facts.notAfterMs > subject.host.nowMs());
      const last = new X509Certificate(chainPem.slice(chainPem.lastIndexOf('-----BEGIN')));
      ok(!last.checkIssued(last), 'the root is not part of the chain');
    },
  },
  {
    name: 'gives a new one each time, of one source',
    run: async (subject) => {
      const source = await subject.issuer.source(subject.host);
      match(source ?? '', new RegExp(`^${subject.issuer.name}:`));
      const first = await issued(subject, subject.domain);
      const second = await issued(subject, subject.domain);
      notEqual(first.facts.serial, second.facts.serial);
      equal(await subject.issuer.source(subject.host), source);
    },
  },
  {
    name: 'takes a name that is too long for a common name',
    run: async (subject) => {
      const label = 'a'.repeat(60);
      const { facts } = await issued(subject, `${label}.${subject.domain}`);
      deepEqual(facts.domains, [`${label}.${subject.domain}`]);
    },
  },
  {
    name: 'leaves nothing of an order behind',
    run: async (subject) => {
      const before = await subject.leftovers();
      await issued(subject, subject.domain);
      deepEqual(await subject.leftovers(), before);
    },
  },
  {
    name: 'has no source and says what to do when it is not set up',
    run: async (subject) => {
      const { issuer, host, domain } = subject;
      const bring = await subject.unset();
      try {
        equal(await issuer.source(host), null);
        const { requestPem } = await newRequest(domain);
        const refused = await issuer.issue({ domain, requestPem }, host, silent);
        ok(!refused.ok);
        equal(refused.error.code, 'certificate-failed');
        ok(refused.error.remedy);
      } finally {
        await bring();
      }
      ok(await issuer.source(host));
    },
  },
];
