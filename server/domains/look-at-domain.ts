// SPDX-License-Identifier: AGPL-3.0-or-later
import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { DomainLook } from '#contract/site-api/domains.ts';
import { judgeDomain, type NameFindings } from './judge-domain.ts';

const TIMEOUT_MS = 4_000;

/** Asks name servers now, past this computer's own hosts file: what they say is what visitors get. */
export async function lookAtDomain(
  domain: string,
  host: { readonly address: string; readonly domainSuffix: string | null },
): Promise<DomainLook> {
  const isOwnName = host.domainSuffix !== null && domain.endsWith(`.${host.domainSuffix}`);
  if (isOwnName) return judgeDomain({ domain, isOwnName, name: { state: 'no-such-name' }, server: [] });
  const [name, server] = await Promise.all([resolveName(domain), addressesOf(host.address)]);
  return judgeDomain({ domain, isOwnName, name, server });
}

async function resolveName(domain: string): Promise<NameFindings> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
  return nameFindings(
    await Promise.all([ask(() => resolver.resolve4(domain)), ask(() => resolver.resolve6(domain))]),
  );
}

/** Addresses, or the code of node:dns with which a question failed. */
export type Answer = readonly string[] | { readonly code: string };

/** One family that answers is enough; that there is no such name counts only when nothing else went wrong. */
export function nameFindings(answers: readonly Answer[]): NameFindings {
  const codes: string[] = [];
  const addresses: string[] = [];
  for (const answer of answers) {
    if ('code' in answer) codes.push(answer.code);
    else addresses.push(...answer);
  }
  if (addresses.length > 0) return { state: 'addresses', addresses };
  const broken = codes.find((code) => code !== 'ENODATA' && code !== 'ENOTFOUND');
  if (broken !== undefined) {
    return { state: 'no-answer', why: WHY[broken] ?? 'the name servers did not answer as they should' };
  }
  return codes.includes('ENOTFOUND') ? { state: 'no-such-name' } : { state: 'addresses', addresses };
}

const WHY: Readonly<Record<string, string>> = {
  ESERVFAIL: 'its name servers answer with an error',
  EREFUSED: 'the name servers refuse to answer',
  ETIMEOUT: 'no name server answered in time',
  ECONNREFUSED: 'this computer reaches no name server',
};

async function ask(work: () => Promise<string[]>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { code };
  }
}

/** Of the server, as this computer reaches it. */
async function addressesOf(address: string): Promise<string[]> {
  if (isIP(address) !== 0) return [address];
  try {
    return (await lookup(address, { all: true })).map((found) => found.address);
  } catch {
    return [];
  }
}
