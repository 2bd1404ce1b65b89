// SPDX-License-Identifier: AGPL-3.0-or-later
import type { DomainLook } from '#contract/site-api/domains.ts';

/** What DNS answered: addresses (none where the name exists without any), no such name, or no answer that counts. */
export type NameFindings =
  | { readonly state: 'addresses'; readonly addresses: readonly string[] }
  | { readonly state: 'no-such-name' }
  | { readonly state: 'no-answer'; readonly why: string };

export interface DomainFindings {
  readonly domain: string;
  /** The server has names of its own, and this is one: nothing to look up. */
  readonly isOwnName: boolean;
  readonly name: NameFindings;
  /** Addresses of the server; empty when its own name could not be looked up. */
  readonly server: readonly string[];
}

/** What DNS says of a name that is to lead to a server, with what to enter where it does not. Pure. */
export function judgeDomain({ domain, isOwnName, name, server }: DomainFindings): DomainLook {
  const nothing = { found: [], remedy: null, records: [] };
  if (isOwnName) {
    const text = 'Nothing to enter: names of the practice server work on this computer at once.';
    return { ...nothing, state: 'not-needed', text };
  }
  const records = server.map((value) => {
    const type: 'A' | 'AAAA' = value.includes(':') ? 'AAAA' : 'A';
    return { type, name: domain, value };
  });
  const enter = enterRemedy(records.length);
  switch (name.state) {
    case 'no-answer':
      return {
        ...{ ...nothing, state: 'unknown', records },
        text: `It could not be looked up: ${name.why}.`,
        remedy: 'Try again in a few minutes. If it stays so, ask whoever manages the name.',
      };
    case 'no-such-name':
      return {
        ...{ ...nothing, state: 'unknown-name', records },
        text: `${domain} does not exist yet.`,
        remedy: enter,
      };
    case 'addresses': {
      const found = [...name.addresses];
      const strange = found.filter((address) => !server.includes(address));
      if (found.length === 0) {
        const text = `${domain} exists, but leads nowhere yet.`;
        return { ...nothing, state: 'unknown-name', text, remedy: enter, records };
      }
      if (strange.length === 0) {
        return { ...nothing, state: 'points-here', found, text: `${domain} leads to this server.` };
      }
      const elsewhere = strange.join(' and ');
      if (strange.length < found.length) {
        return {
          ...{ ...nothing, state: 'points-elsewhere', found },
          text: `${domain} leads to this server, but also to ${elsewhere}: some visitors would go there.`,
          remedy: `Take the record with ${elsewhere} away.`,
        };
      }
      const text = `${domain} leads to ${elsewhere}, not to this server.`;
      return { ...nothing, state: 'points-elsewhere', found, text, remedy: enter, records };
    }
  }
}

function enterRemedy(records: number): string {
  const wait = 'It can take a while until everybody sees it.';
  if (records === 0) return `Where the name is managed, add a record that leads to this server. ${wait}`;
  return `Where the name is managed, add ${records === 1 ? 'this record' : 'one of these records'}. ${wait}`;
}
