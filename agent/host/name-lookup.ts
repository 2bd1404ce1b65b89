// SPDX-License-Identifier: AGPL-3.0-or-later
import { Resolver } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

const TIMEOUT_MS = 3000;

/** What DNS gives for a name now, IPv4 first; empty when it gives nothing in time. */
export async function addressesOf(name: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
  const nothing = (): string[] => [];
  const [v4, v6] = await Promise.all([
    resolver.resolve4(name).catch(nothing),
    resolver.resolve6(name).catch(nothing),
  ]);
  return [...v4, ...v6];
}

/** Addresses of this machine's interfaces, without those that only itself or its own network segment can reach. */
export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
}

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');
PRIVATE.addAddress('::1', 'ipv6');

/** Whether an address is one that the internet cannot reach (RFC 1918, 4193, 6598). */
export const isPrivateAddress = (address: string): boolean =>
  PRIVATE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
