// SPDX-License-Identifier: AGPL-3.0-or-later

import { paths } from '#agent/host/paths.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { detailOf, type RootdContext } from './context.ts';
import { UIDS } from './mint.ts';
import { rootdPaths } from './rootd-paths.ts';
import { readRoute } from './route-files.ts';
import { findAccount } from './unix-users.ts';

export interface GuardedPort {
  readonly port: number;
  readonly uid: number;
  /** For this long the proxy gets no new connection: its visitors wait. */
  readonly turnedAwaySeconds?: number;
}

/**
 * The whole table, replaced in one transaction. Loopback is no boundary by itself: a port belongs to its owner, and
 * besides it only the proxy, the agent (its checks) and root may connect. From outside nobody reaches it. Apps do not
 * reach the metadata service of a cloud, which gives away the machine's credentials. The copy of a rehearsal reaches
 * nothing outside: it has the data of the original, and would send its mails and calls a second time.
 */
export function renderFirewall(
  guarded: readonly GuardedPort[],
  {
    proxyUid,
    agentUid,
    rehearsalUids,
  }: {
    readonly proxyUid: number | undefined;
    readonly agentUid: number | undefined;
    readonly rehearsalUids: readonly number[];
  },
): string {
  const trusted = [0, proxyUid, agentUid].filter((uid) => uid !== undefined).sort((a, b) => a - b);
  const turnedAway = guarded.flatMap(({ port, turnedAwaySeconds }) =>
    turnedAwaySeconds === undefined ? [] : [`${port} timeout ${turnedAwaySeconds}s`],
  );
  const rules = [...guarded]
    .sort((a, b) => a.port - b.port)
    .map(
      ({ port, uid }) =>
        `    oifname "lo" tcp dport ${port} meta skuid != { ${[...trusted, uid].join(', ')} } reject with tcp reset`,
    );
  const outside =
    guarded.length === 0
      ? []
      : [
          `    iifname != "lo" tcp dport { ${guarded
            .map(({ port }) => port)
            .sort((a, b) => a - b)
            .join(', ')} } drop`,
        ];
  const apps = `meta skuid ${UIDS.first}-${UIDS.last}`;
  return [
    'table inet hop3 { }',
    'delete table inet hop3',
    'table inet hop3 {',
    '  set turned_away {',
    '    type inet_service; flags timeout;',
    ...(turnedAway.length === 0 ? [] : [`    elements = { ${turnedAway.join(', ')} }`]),
    '  }',
    '  chain guard_output {',
    '    type filter hook output priority filter; policy accept;',
    // New connections only: those that are there are served to their end.
    ...(proxyUid === undefined
      ? []
      : [
          `    oifname "lo" tcp dport @turned_away meta skuid ${proxyUid} tcp flags & (syn | ack) == syn reject with tcp reset`,
        ]),
    `    ip daddr 169.254.169.254 ${apps} reject`,
    `    ip6 daddr fd00:ec2::254 ${apps} reject`,
    ...[...rehearsalUids].sort((a, b) => a - b).map((uid) => `    oifname != "lo" meta skuid ${uid} reject`),
    ...rules,
    '  }',
    '  chain guard_input {',
    '    type filter hook input priority filter; policy accept;',
    ...outside,
    '  }',
    '}',
    '',
  ].join('\n');
}

/** Renders the table from the registry and loads it; it is loaded again at boot by hop3-firewall.service. */
export function applyFirewall(context: RootdContext): Promise<Result<void, Failure>> {
  return context.shared.run('nft', async () => {
    const { host } = context;
    const guarded = await guardedPorts(context);
    const [proxyUid, agentUid] = await Promise.all(
      [context.plugins.os.proxyUser, 'hop3-agent'].map(async (name) => (await findAccount(name, host))?.uid),
    );
    const rehearsalUids = (await context.records.all()).flatMap(({ uid, rehearsalOf }) =>
      rehearsalOf === null ? [] : [uid],
    );
    const text = renderFirewall(guarded, { proxyUid, agentUid, rehearsalUids });
    await host.makeDirectory(paths.firewall, { mode: 0o700, uid: 0, gid: 0 });
    const loaded = await host.run(['nft', '--file', '-'], { stdin: text, timeoutMs: 30_000 });
    if (loaded.exitCode !== 0) {
      return err(
        failure('internal', 'The firewall rule that guards private ports was refused.', {
          detail: detailOf(loaded.stderr),
        }),
      );
    }
    // For the next boot, when nobody is turned away any more.
    const lasting = guarded.map(({ port, uid }) => ({ port, uid }));
    const lastingText = renderFirewall(lasting, { proxyUid, agentUid, rehearsalUids });
    await host.writeAtomic(rootdPaths.firewallRules, lastingText, { mode: 0o600 });
    return ok(undefined);
  });
}

async function guardedPorts({ host, records }: RootdContext): Promise<GuardedPort[]> {
  const guarded: GuardedPort[] = [];
  for (const { port, uid, user } of await records.all()) {
    if (port === null) continue;
    const leftMs = ((await readRoute(user, host))?.waitUntilMs ?? 0) - host.nowMs();
    guarded.push({ port, uid, ...(leftMs > 0 ? { turnedAwaySeconds: Math.ceil(leftMs / 1000) } : {}) });
  }
  return guarded;
}
