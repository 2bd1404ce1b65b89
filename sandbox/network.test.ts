// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { overlapsSubnet, parseNameservers, pickAddress, pickNetwork, renderMasquerade } from './network.ts';

const network = { bridge: 'hop3br0', subnet: '10.83.0' };

describe('pickNetwork', () => {
  it('takes the first bridge and subnet on a machine that has none', () => {
    expect(pickNetwork({ links: ['lo', 'eth0'], routes: ['default', '192.0.2.0/24'] })).toEqual(network);
  });

  it('keeps away from bridges and subnets in use', () => {
    expect(pickNetwork({ links: ['hop3br0'], routes: ['10.84.0.128/25'] })).toEqual({
      bridge: 'hop3br2',
      subnet: '10.85.0',
    });
  });

  it('gives up where all of 10.0.0.0/8 is somebody else’s', () => {
    expect(pickNetwork({ links: [], routes: ['10.0.0.0/8'] })).toBeUndefined();
  });
});

it.each([
  ['default', false],
  ['10.83.0.0/16', true],
  ['10.83.0.17', true],
  ['10.83.1.0/24', false],
  ['192.168.0.0/16', false],
  ['0.0.0.0/1', true],
  ['128.0.0.0/1', false],
])('a route to %s overlaps 10.83.0.0/24: %s', (route, overlaps) => {
  expect(overlapsSubnet(route, '10.83.0')).toBe(overlaps);
});

it('pickAddress fills gaps and says when none is left', () => {
  expect(pickAddress(network, ['10.83.0.10', '10.83.0.12'])).toBe('10.83.0.11');
  const all = Array.from({ length: 256 }, (_, n) => `10.83.0.${n}`);
  expect(pickAddress(network, all)).toBeUndefined();
});

it('renderMasquerade replaces its own table and touches no other', () => {
  expect(renderMasquerade(network)).toBe(`table ip hop3_sandbox_hop3br0
delete table ip hop3_sandbox_hop3br0
table ip hop3_sandbox_hop3br0 {
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    ip saddr 10.83.0.0/24 oifname != "hop3br0" masquerade
  }
}
`);
});

it('parseNameservers leaves out those that only this machine can reach', () => {
  const text = '# x\nnameserver 127.0.0.53\nnameserver 192.0.2.53\nnameserver fe80::1\nsearch example\n';
  expect(parseNameservers(text)).toEqual(['192.0.2.53']);
});
