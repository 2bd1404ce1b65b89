// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Suite } from './suite.ts';

/** What makes a guest this host and no other. */
export type GuestIdentity = {
  readonly name: string;
  readonly suite: Suite;
  readonly hostId: string;
  /** 32 hexadecimal digits. */
  readonly machineId: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly gateway: string;
  readonly nameservers: readonly string[];
  readonly mtu: number;
};

/** The port of the forwarder on the machine, which the public addresses of sandbox apps carry. */
export const FORWARDER_PORT = 8443;

/** The name under which apps of a sandbox host answer: `<app>.<name>.apps.localhost`. */
export function domainSuffix(name: string): string {
  return `${name}.apps.localhost`;
}

/** The text files that guest-init.sh puts in place, by name. */
export function renderGuestFiles(guest: GuestIdentity): Record<string, string> {
  return {
    hostname: `${guest.name}\n`,
    'host-id': `${guest.hostId}\n`,
    'machine-id': `${guest.machineId}\n`,
    hosts: lines(
      '127.0.0.1 localhost',
      `${guest.address} ${guest.name} ${domainSuffix(guest.name)}`,
      '::1 localhost ip6-localhost ip6-loopback',
    ),
    // systemd-resolved: it answers *.localhost itself (RFC 6761), so the apps of this host are found.
    'resolv.conf': lines('nameserver 127.0.0.53', 'options edns0 trust-ad', 'search .'),
    'host0.network': lines(
      '[Match]',
      'Name=host0',
      '',
      '[Link]',
      `MTUBytes=${guest.mtu}`,
      '',
      '[Network]',
      `Address=${guest.address}/${guest.prefixLength}`,
      `Gateway=${guest.gateway}`,
      ...guest.nameservers.map((server) => `DNS=${server}`),
      'LinkLocalAddressing=no',
      'IPv6AcceptRA=no',
      'LLDP=no',
      'LLMNR=no',
      'MulticastDNS=no',
    ),
    'sshd.conf': lines(
      'HostKey /etc/ssh/ssh_host_ed25519_key',
      'AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/hop3-sandbox-%u',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      // Looking whether sshd is ready yet counts as failed sign-ins, and everything comes from one address here.
      // The option is unknown to bookworm's sshd, which would not start.
      ...(guest.suite === 'bookworm' ? [] : ['PerSourcePenalties no']),
    ),
    'own-port.nft': lines(
      'table inet hop3_sandbox',
      'delete table inet hop3_sandbox',
      'table inet hop3_sandbox {',
      '  chain output {',
      '    type nat hook output priority -100; policy accept;',
      `    oifname "lo" tcp dport ${FORWARDER_PORT} redirect to :443`,
      '  }',
      '}',
    ),
  };
}

function lines(...text: string[]): string {
  return `${text.join('\n')}\n`;
}
