// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from './atomic-file.ts';
import { withFileLock } from './file-lock.ts';
import { run, tryRun } from './run-command.ts';
import { type Log, SandboxError } from './sandbox-error.ts';
import type { StatePaths } from './state-home.ts';

const networkSchema = z.strictObject({ bridge: z.string(), subnet: z.string().regex(/^10\.\d+\.\d+$/) });

/** The network of all hosts of one state directory: addresses are `<subnet>.<n>`, a /24, the machine is .1. */
export type SandboxNetwork = z.infer<typeof networkSchema>;

export const PREFIX_LENGTH = 24;
const FIRST_HOST = 10;
const LAST_HOST = 250;

export function gatewayOf(network: SandboxNetwork): string {
  return `${network.subnet}.1`;
}

/** The lowest free address, or undefined when all are taken. */
export function pickAddress(network: SandboxNetwork, taken: readonly string[]): string | undefined {
  for (let last = FIRST_HOST; last <= LAST_HOST; last++) {
    const address = `${network.subnet}.${last}`;
    if (!taken.includes(address)) return address;
  }
  return undefined;
}

/** The first bridge and subnet that nothing on this machine uses. */
export function pickNetwork(used: {
  links: readonly string[];
  routes: readonly string[];
}): SandboxNetwork | undefined {
  for (let n = 0; n < 100; n++) {
    const bridge = `hop3br${n}`;
    const subnet = `10.${83 + n}.0`;
    const overlaps = used.routes.some((route) => overlapsSubnet(route, subnet));
    if (!used.links.includes(bridge) && !overlaps) return { bridge, subnet };
  }
  return undefined;
}

/** Whether a destination such as "10.0.0.0/8" or "10.83.0.7" has addresses of the /24 `subnet`. */
export function overlapsSubnet(destination: string, subnet: string): boolean {
  if (destination === 'default') return false;
  const [address = '', length = '32'] = destination.split('/');
  const bits = Math.min(Number(length), PREFIX_LENGTH);
  const mask = bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
  return (toNumber(address) & mask) >>> 0 === (toNumber(`${subnet}.0`) & mask) >>> 0;
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** A table of our own: removing it removes all that the sandbox added to the firewall. */
export function renderMasquerade(network: SandboxNetwork): string {
  const table = tableOf(network);
  const { bridge, subnet } = network;
  return `table ip ${table}
delete table ip ${table}
table ip ${table} {
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    ip saddr ${subnet}.0/${PREFIX_LENGTH} oifname != "${bridge}" masquerade
  }
}
`;
}

function tableOf(network: SandboxNetwork): string {
  return `hop3_sandbox_${network.bridge}`;
}

/** Bridges and subnets are the machine's: two state directories must not choose the same ones at once. */
const CHOOSING_LOCK = '/run/hop3-sandbox-networks.lock';

/** Makes the bridge, forwarding and masquerading be there. The caller holds the lock "network". */
export const ensureNetwork = (paths: StatePaths, log: Log): Promise<SandboxNetwork> =>
  withFileLock(CHOOSING_LOCK, log, () => chooseAndMake(paths, log));

async function chooseAndMake(paths: StatePaths, log: Log): Promise<SandboxNetwork> {
  const links = z
    .array(z.object({ ifname: z.string(), ifalias: z.string().optional() }))
    .parse(JSON.parse(await run(['ip', '-json', 'link', 'show'])));
  const known = await readNetwork(paths);
  // The alias says whose bridge it is: another state directory, or another program, may use the same name.
  const alias = `hop3-sandbox ${paths.home}`;
  const ours = known && links.find((link) => link.ifname === known.bridge && link.ifalias === alias);
  const network =
    known && (ours || !links.some((link) => link.ifname === known.bridge))
      ? known
      : await chooseNetwork(paths, links);
  if (!ours || known !== network) {
    log(`making the network ${network.subnet}.0/${PREFIX_LENGTH} on ${network.bridge}`);
    await run([
      'ip',
      'link',
      'add',
      'name',
      network.bridge,
      'mtu',
      String(await mtuOfMachine()),
      'type',
      'bridge',
    ]);
    await run(['ip', 'link', 'set', 'dev', network.bridge, 'alias', alias]);
  }
  await run(['ip', 'address', 'replace', `${gatewayOf(network)}/${PREFIX_LENGTH}`, 'dev', network.bridge]);
  await run(['ip', 'link', 'set', 'dev', network.bridge, 'up']);
  await run(['nft', '-f', '-'], { input: renderMasquerade(network) });
  const forwarding = '/proc/sys/net/ipv4/ip_forward';
  if ((await readFile(forwarding, 'utf8')).trim() !== '1') await writeFile(forwarding, '1');
  return network;
}

export async function readNetwork(paths: StatePaths): Promise<SandboxNetwork | undefined> {
  const text = await readFile(paths.network, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : networkSchema.parse(JSON.parse(text));
}

async function chooseNetwork(
  paths: StatePaths,
  links: readonly { ifname: string }[],
): Promise<SandboxNetwork> {
  const routes = z
    .array(z.object({ dst: z.string() }))
    .parse(JSON.parse(await run(['ip', '-json', '-4', 'route', 'show', 'table', 'all'])));
  const chosen = pickNetwork({
    links: links.map((link) => link.ifname),
    routes: routes.map((route) => route.dst),
  });
  if (!chosen) throw new SandboxError('no private subnet of this machine is free for sandbox hosts');
  await mkdir(paths.home, { recursive: true });
  await writeFileAtomically(paths.network, `${JSON.stringify(chosen)}\n`, 0o644);
  return chosen;
}

/** Removes what ensureNetwork made; for when no host runs. The caller holds the lock "network". */
export async function removeNetwork(network: SandboxNetwork): Promise<void> {
  await tryRun(['nft', 'delete', 'table', 'ip', tableOf(network)]);
  await tryRun(['ip', 'link', 'delete', 'dev', network.bridge]);
}

/**
 * Removes this machine's end of a host's network cable, if it is there still: the kernel clears away the network of
 * processes that were killed when it gets to it, and nspawn starts no host while a device of that name is there.
 * `machine` is what nspawn calls the host.
 */
export async function removeHostLink(machine: string): Promise<void> {
  // Names longer than the kernel takes are shortened by nspawn, which leaves the whole one as another name.
  await tryRun(['ip', 'link', 'delete', 'dev', `vb-${machine}`]);
}

/** The packet size of the way out; a larger one in a guest would lose packets without a word. */
export async function mtuOfMachine(): Promise<number> {
  const routes = z
    .array(z.object({ dev: z.string() }))
    .parse(JSON.parse(await run(['ip', '-json', '-4', 'route', 'show', 'default'])));
  const device = routes[0]?.dev;
  if (!device) return 1500;
  return Number(await readFile(`/sys/class/net/${device}/mtu`, 'utf8'));
}

/** Name servers that a guest can reach: those of this machine, or behind its local stub. */
export async function nameserversOfMachine(): Promise<string[]> {
  for (const path of ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf']) {
    const servers = parseNameservers(await readFile(path, 'utf8').catch(() => ''));
    if (servers.length > 0) return servers;
  }
  throw new SandboxError("no name server that a guest could use is in this machine's /etc/resolv.conf");
}

/** The servers of a resolv.conf(5) that are reachable from elsewhere; guests have IPv4 only. */
export function parseNameservers(text: string): string[] {
  return [...text.matchAll(/^nameserver\s+(\d+\.\d+\.\d+\.\d+)\s*$/gm)]
    .map((match) => match[1] ?? '')
    .filter((address) => address !== '' && !address.startsWith('127.'));
}
