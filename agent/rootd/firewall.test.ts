// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { renderFirewall } from './firewall.ts';

const WHO = { proxyUid: 33, agentUid: 999, rehearsalUids: [] };

describe('the loopback guard', () => {
  it('lets only owner, proxy, agent and root reach a port, and nobody from outside', () => {
    const text = renderFirewall(
      [
        { port: 20_002, uid: 30_001 },
        { port: 20_001, uid: 30_000 },
      ],
      WHO,
    );
    expect(text).toContain(
      'oifname "lo" tcp dport 20001 meta skuid != { 0, 33, 999, 30000 } reject with tcp reset\n    oifname "lo" tcp dport 20002 meta skuid != { 0, 33, 999, 30001 }',
    );
    expect(text).toContain('iifname != "lo" tcp dport { 20001, 20002 } drop');
  });

  it('turns new connections of the proxy away from a port whose visitors wait', () => {
    const text = renderFirewall([{ port: 20_001, uid: 30_000, turnedAwaySeconds: 60 }], WHO);
    expect(text).toContain('elements = { 20001 timeout 60s }');
    expect(text).toContain('tcp dport @turned_away meta skuid 33 tcp flags & (syn | ack) == syn reject');
  });

  it('lets the copy of a rehearsal reach nothing outside, and nobody else less than before', () => {
    const text = renderFirewall([], { ...WHO, rehearsalUids: [30_007] });
    expect(text).toContain('oifname != "lo" meta skuid 30007 reject');
    expect(renderFirewall([], WHO)).not.toContain('oifname != "lo"');
  });

  it('replaces the whole table in one transaction', () => {
    expect(renderFirewall([], WHO).split('\n').slice(0, 3)).toEqual([
      'table inet hop3 { }',
      'delete table inet hop3',
      'table inet hop3 {',
    ]);
  });
});
