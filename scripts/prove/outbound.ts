// SPDX-License-Identifier: AGPL-3.0-or-later
import type { SandboxHost } from '#sandbox/sandbox.ts';
import { onHost } from './on-host.ts';

/** A table of the laboratory's own: nftables remembers each address and port that the installation's user connects to. */
const WATCH = `
uid=$(id -u "$1") || exit 1
nft -f - <<RULES
table inet hop3_proof {
  set seen { type ipv4_addr . inet_service; flags dynamic; size 4096; }
  chain out {
    type filter hook output priority 10; policy accept;
    ip daddr 127.0.0.0/8 accept
    meta skuid $uid meta l4proto tcp ct state new add @seen { ip daddr . tcp dport }
  }
}
RULES
`;

export async function watchOutbound(host: SandboxHost, user: string): Promise<void> {
  await onHost(host, WATCH, [user]);
}

/** What was connected to since, as names where the server's resolver knows them: "feeds.example.org:443". */
export async function outboundSeen(host: SandboxHost): Promise<string[]> {
  const listed = await onHost(host, 'nft --json list set inet hop3_proof seen 2>/dev/null || echo "{}"');
  const parsed = JSON.parse(listed) as {
    nftables?: {
      set?: { elem?: ({ concat: [string, number] } | { elem: { val: { concat: [string, number] } } })[] };
    }[];
  };
  const elements = parsed.nftables?.flatMap((item) => item.set?.elem ?? []) ?? [];
  return elements
    .map((element) => ('concat' in element ? element.concat : element.elem.val.concat))
    .map(([address, port]) => `${address}:${port}`)
    .sort();
}
