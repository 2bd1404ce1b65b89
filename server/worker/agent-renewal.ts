// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import { type OrganisationId, operationId } from '#contract/ids.ts';
import type { Result } from '#contract/result.ts';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import { plainFacts } from '#server/deploy/plain-facts.ts';
import { anyOrganisation, hostIsBusy, hostSubject } from '#server/deploy/queries.ts';
import { recordHost } from '#server/deploy/recorded-facts.ts';
import { sayHello } from '#server/hosts/agent-client.ts';
import { type AgentRuntime, loadAgentRuntime, runtimeArchitecture } from '#server/hosts/agent-runtime.ts';
import { hostConnectionWork } from './host-connection.ts';
import { renewByDoor } from './host-door.ts';
import { reaching } from './host-links.ts';
import type { WorkerServices } from './services.ts';

/** A host whose renewal failed is left alone for this long. */
const TRY_AGAIN_AFTER_MS = 30 * 60_000;
const NO_OPERATION = operationId.parse('00000000-0000-4000-8000-000000000000');

/** Replaces the agent of a host that is idle when it runs another bundle than ours. */
export class AgentRenewal {
  readonly #services: WorkerServices;
  readonly #failedMs = new Map<string, number>();

  constructor(services: WorkerServices) {
    this.#services = services;
  }

  async look(host: HostRow): Promise<void> {
    const { db, log, agentDirectory } = this.#services;
    const architecture = runtimeArchitecture(host.facts?.architecture ?? '');
    const ours = architecture && (await loadAgentRuntime(agentDirectory, architecture));
    if (!ours || Date.now() - (this.#failedMs.get(host.id) ?? 0) < TRY_AGAIN_AFTER_MS) return;
    const hello = await reaching(() => sayHello(this.#services.links.client(host)));
    if (!hello.ok || !hello.value.ok || hello.value.value.bundleDigest === ours.digest) return;
    if (await hostIsBusy(db, host.id)) return;

    const organisation = host.organisationId ?? (await anyOrganisation(db));
    if (organisation === null) return;
    log('info', 'renewing the agent of a host', { host: host.id });
    const done = await this.#renew(host, organisation, ours).catch((error) => {
      const text = error instanceof Error ? error.message : String(error);
      return { ok: false, error: failure('internal', text.slice(0, 500)) } as const;
    });
    if (done.ok) {
      await recordHost(db, organisation, host.id, { runtimeDigest: done.value.bundleDigest });
      return;
    }
    this.#failedMs.set(host.id, Date.now());
    log('warn', 'the agent of a host could not be renewed', { host: host.id, failure: done.error.code });
  }

  async #renew(
    host: HostRow,
    organisation: OrganisationId,
    ours: AgentRuntime,
  ): Promise<Result<{ bundleDigest: string }, Failure>> {
    if (host.kind !== 'sandbox') {
      const renewed = await renewByDoor(this.#services, host, { runtime: ours, say: () => {} });
      if (renewed.ok || renewed.error.code !== 'agent-outdated') return renewed;
    }
    // A practice server's key is this computer's own; and a server from before there was a door still has our first key.
    const work = hostConnectionWork(this.#services, {
      facts: plainFacts({
        ...{ operation: NO_OPERATION, kind: 'connect-host' },
        ...{ host: hostSubject(host), installation: null },
      }),
      organisation,
      host,
      installation: null,
      input: {},
      notes: {},
    });
    return work.install(() => {});
  }
}
