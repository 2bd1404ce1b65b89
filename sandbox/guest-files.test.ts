// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { renderGuestFiles } from './guest-files.ts';
import { nspawnArgv } from './nspawn-argv.ts';
import { statePaths } from './state-home.ts';

const files = renderGuestFiles({
  name: 'wiki-1',
  suite: 'trixie',
  hostId: '8c3b6a3e-0000-4000-8000-000000000000',
  machineId: '0123456789abcdef0123456789abcdef',
  address: '10.83.0.12',
  prefixLength: 24,
  gateway: '10.83.0.1',
  nameservers: ['192.0.2.53', '192.0.2.54'],
  mtu: 1400,
});

it('gives the guest its fixed address and the name servers of the machine', () => {
  expect(files['host0.network']).toBe(`[Match]
Name=host0

[Link]
MTUBytes=1400

[Network]
Address=10.83.0.12/24
Gateway=10.83.0.1
DNS=192.0.2.53
DNS=192.0.2.54
LinkLocalAddressing=no
IPv6AcceptRA=no
LLDP=no
LLMNR=no
MulticastDNS=no
`);
});

it('keeps the maintenance key out of the file from which a connected host removes keys', () => {
  expect(files['sshd.conf']).toContain('AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/hop3-sandbox-%u\n');
});

it('sends what the guest calls on the forwarder port to its own port 443', () => {
  expect(files['own-port.nft']).toContain('oifname "lo" tcp dport 8443 redirect to :443');
});

it('runs the guest without a service manager of the machine', () => {
  const argv = nspawnArgv({
    name: 'wiki-1',
    bridge: 'hop3br0',
    paths: statePaths('/state').host('wiki-1'),
    devices: ['/dev/fuse'],
  });
  expect(argv).toEqual([
    'systemd-nspawn',
    '--quiet',
    '--directory=/state/hosts/wiki-1/merged',
    expect.stringMatching(/^--machine=wiki-1-[0-9a-f]{8}$/),
    '--hostname=wiki-1',
    '--register=no',
    '--keep-unit',
    '--settings=no',
    '--resolv-conf=off',
    '--timezone=off',
    '--link-journal=no',
    '--console=pipe',
    '--kill-signal=SIGRTMIN+3',
    '--network-bridge=hop3br0',
    '--capability=all',
    '--system-call-filter=add_key keyctl bpf',
    '--bind-ro=/state/hosts/wiki-1/guest:/run/hop3-sandbox',
    '--bind=/dev/fuse',
    '/bin/sh',
    '/run/hop3-sandbox/guest-init.sh',
  ]);
});
