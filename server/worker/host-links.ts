// SPDX-License-Identifier: AGPL-3.0-or-later
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostFacts } from '#contract/agent-api.ts';
import { hostFacts } from '#contract/agent-api.ts';
import type { Failure } from '#contract/failure.ts';
import type { HostId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import { type AgentClient, agentClient, connectionFailure } from '#server/hosts/agent-client.ts';
import { BRIDGE_USER } from '#server/hosts/bootstrap-host.ts';
import { SshConnection, type SshTarget } from '#server/hosts/ssh-connection.ts';

/** By the bridge, whose key can do nothing but reach the agent and the door. */
export function bridgeTarget(
  host: Pick<HostRow, 'address' | 'sshPort' | 'hostKey'>,
  privateKey: string,
): SshTarget {
  const { address, sshPort, hostKey } = host;
  return { address, port: sshPort, username: BRIDGE_USER, hostKey, credential: { privateKey } };
}

interface Link {
  readonly connection: SshConnection;
  readonly client: AgentClient;
  readonly key: string;
}

/** One SSH connection a host, opened at the first use and shared by operations, collector and router. */
export class HostLinks {
  readonly #privateKey: string;
  readonly #links = new Map<HostId, Link>();

  constructor(privateKey: string) {
    this.#privateKey = privateKey;
  }

  client(host: Pick<HostRow, 'id' | 'address' | 'sshPort' | 'hostKey'>): AgentClient {
    const key = `${host.address} ${host.sshPort} ${host.hostKey}`;
    const known = this.#links.get(host.id);
    if (known?.key === key) return known.client;
    known?.connection.close();
    const connection = new SshConnection(bridgeTarget(host, this.#privateKey));
    const client = agentClient(connection);
    this.#links.set(host.id, { connection, client, key });
    return client;
  }

  /** Lets go of a host's connection; the next use opens another. */
  forget(host: HostId): void {
    this.#links.get(host)?.connection.close();
    this.#links.delete(host);
  }

  close(): void {
    for (const id of [...this.#links.keys()]) this.forget(id);
  }
}

/** Makes a lost or refused connection an expected failure; other errors stay errors. */
export async function reaching<T>(ask: () => Promise<T>): Promise<Result<T, Failure>> {
  try {
    return ok(await ask());
  } catch (error) {
    const away = connectionFailure(error);
    if (away === null) throw error;
    return err(away.failure);
  }
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** The same, but a host that is away is asked again for so long: its agent may be starting, or the whole server. */
export async function reachingWithin<T>(
  patienceMs: number,
  ask: () => Promise<T>,
): Promise<Result<T, Failure>> {
  const giveUpMs = performance.now() + patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return ok(await ask());
    } catch (error) {
      const away = connectionFailure(error);
      if (away === null) throw error;
      if (!away.transient || performance.now() + pauseMs > giveUpMs) return err(away.failure);
    }
    await sleep(pauseMs);
  }
}

export function askFacts(client: AgentClient): Promise<Result<HostFacts, Failure>> {
  return reaching(async () => hostFacts.parse(await client.facts.query()));
}
