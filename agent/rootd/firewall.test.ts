// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { renderFirewall } from './firewall.ts';

describe('the loopback guard', () => {
  it('lets only owner, proxy, agent and root reach a port, and nobody from outside', () => {
    const text = renderFirewall(
      [
        { port: 20_002, uid: 30_001 },
        { port: 20_001, uid: 30_000 },
      ],
      [33, 999],
    );
    expect(text).toContain(
      'oifname "lo" tcp dport 20001 meta skuid != { 0, 33, 999, 30000 } reject with tcp reset\n    oifname "lo" tcp dport 20002 meta skuid != { 0, 33, 999, 30001 }',
    );
    expect(text).toContain('iifname != "lo" tcp dport { 20001, 20002 } drop');
  });

  it('replaces the whole table in one transaction', () => {
    expect(renderFirewall([], []).split('\n').slice(0, 3)).toEqual([
      'table inet hop3 { }',
      'delete table inet hop3',
      'table inet hop3 {',
    ]);
  });
});
