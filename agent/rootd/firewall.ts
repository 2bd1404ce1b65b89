// SPDX-License-Identifier: AGPL-3.0-or-later

import { paths } from '#agent/host/paths.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { detailOf, type RootdContext } from './context.ts';
import { UIDS } from './mint.ts';
import { rootdPaths } from './rootd-paths.ts';
import { findAccount } from './unix-users.ts';

export interface GuardedPort {
  readonly port: number;
  readonly uid: number;
}

/**
 * The whole table, replaced in one transaction. Loopback is no boundary by itself: a port belongs to its owner, and
 * besides it only the proxy, the agent (its checks) and root may connect. From outside nobody reaches it. Apps do not
 * reach the metadata service of a cloud, which gives away the machine's credentials.
 */
export function renderFirewall(guarded: readonly GuardedPort[], trustedUids: readonly number[]): string {
  const trusted = [...new Set([0, ...trustedUids])].sort((a, b) => a - b);
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
    '  chain guard_output {',
    '    type filter hook output priority filter; policy accept;',
    `    ip daddr 169.254.169.254 ${apps} reject`,
    `    ip6 daddr fd00:ec2::254 ${apps} reject`,
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
    const guarded = (await context.records.all()).flatMap(({ port, uid }) =>
      port === null ? [] : [{ port, uid }],
    );
    const trusted = await Promise.all(
      [context.plugins.os.proxyUser, 'hop3-agent'].map(async (name) => (await findAccount(name, host))?.uid),
    );
    const text = renderFirewall(
      guarded,
      trusted.filter((uid) => uid !== undefined),
    );
    await host.makeDirectory(paths.firewall, { mode: 0o700, uid: 0, gid: 0 });
    const loaded = await host.run(['nft', '--file', '-'], { stdin: text, timeoutMs: 30_000 });
    if (loaded.exitCode !== 0) {
      return err(
        failure('internal', 'The firewall rule that guards private ports was refused.', {
          detail: detailOf(loaded.stderr),
        }),
      );
    }
    await host.writeAtomic(rootdPaths.firewallRules, text, { mode: 0o600 });
    return ok(undefined);
  });
}
