// SPDX-License-Identifier: AGPL-3.0-or-later
import type { HostFacts } from '#contract/agent-api.ts';
import type { HostId, OrganisationId } from '#contract/ids.ts';
import type { RootdOutput } from '#contract/rootd-api.ts';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import { recordHost, recordMeasured } from '#server/deploy/commands.ts';
import { anyOrganisation, hostsToAsk, installationsToAsk } from '#server/deploy/queries.ts';
import { readFromHost } from '#server/hosts/agent-client.ts';
import { askFacts, reaching } from './host-links.ts';
import { errorFields } from './log.ts';
import type { WorkerServices } from './services.ts';
import { withinTime } from './step-context.ts';

export const COLLECT_EVERY_MS = 30_000;
/** Rounds without an answer after which a host is called unreachable. */
const UNREACHABLE_AFTER_ROUNDS = 2;

/** Asks connected hosts how they and their installations are, and keeps the answers in rows. */
export class Collector {
  readonly #services: WorkerServices;
  readonly #asking = new Set<HostId>();
  readonly #missed = new Map<HostId, number>();
  readonly #onConnected: (host: HostRow) => Promise<void>;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  /** `onConnected`: called for each host that answered, for renewing its agent. */
  constructor(services: WorkerServices, onConnected: (host: HostRow) => Promise<void>) {
    this.#services = services;
    this.#onConnected = onConnected;
  }

  start(): void {
    this.#timer = setInterval(() => void this.round(), COLLECT_EVERY_MS);
    void this.round();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Every host, or one of them. A host that is still being asked is left alone: slow ones do not pile up. */
  async round(only?: HostId): Promise<void> {
    try {
      const hosts = await hostsToAsk(this.#services.db);
      await Promise.all(
        hosts.filter((host) => only === undefined || host.id === only).map((host) => this.#askHost(host)),
      );
    } catch (error) {
      this.#services.log('warn', 'collecting failed', errorFields(error));
    }
  }

  async #askHost(host: HostRow): Promise<void> {
    if (this.#stopped || this.#asking.has(host.id)) return;
    this.#asking.add(host.id);
    try {
      const { db, links } = this.#services;
      const scope = host.organisationId ?? (await anyOrganisation(db));
      if (scope === null) return;
      const facts = await withinTime(askFacts(links.client(host)));
      if (!facts.ok) {
        await this.#missedRound(host, scope);
        return;
      }
      this.#missed.delete(host.id);
      await recordHost(db, scope, host.id, { facts: facts.value, reachable: true });
      await this.#askInstallations(host, facts.value);
      await this.#onConnected(host);
    } catch (error) {
      this.#services.log('warn', 'a host could not be asked', { host: host.id, ...errorFields(error) });
    } finally {
      this.#asking.delete(host.id);
    }
  }

  async #missedRound(host: HostRow, scope: OrganisationId): Promise<void> {
    const { db } = this.#services;
    const missed = (this.#missed.get(host.id) ?? 0) + 1;
    this.#missed.set(host.id, missed);
    if (missed < UNREACHABLE_AFTER_ROUNDS) return;
    await recordHost(db, scope, host.id, { reachable: false });
    for (const installation of await installationsToAsk(db, host.id)) {
      await recordMeasured(db, installation.organisationId, installation.id, { state: 'unknown' });
    }
  }

  async #askInstallations(host: HostRow, facts: HostFacts): Promise<void> {
    const { db, links } = this.#services;
    for (const { id, organisationId } of await installationsToAsk(db, host.id)) {
      const asked = await withinTime(
        reaching(() => readFromHost(links.client(host), 'installation.status', { installation: id })),
      );
      if (!asked.ok) continue;
      await recordMeasured(
        db,
        organisationId,
        id,
        asked.value.ok ? measuresOf(asked.value.value, Date.now() - facts.clockMs) : { state: 'unknown' },
      );
    }
  }
}

type Status = RootdOutput<'installation.status'>;

/** `clockAheadMs`: how far our clock is ahead of the host's. */
export function measuresOf(status: Status, clockAheadMs: number) {
  const services = status.units.filter((unit) => unit.name.endsWith('.service'));
  const sum = (values: (number | null)[]) =>
    values.reduce<number | null>((total, value) => (value === null ? total : (total ?? 0) + value), null);
  const since = services.map((unit) => unit.sinceMs).filter((ms) => ms !== null);
  const state = stateOf(services);
  return {
    state,
    memoryBytes: sum(services.map((unit) => unit.memoryBytes)),
    dataBytes: status.dataBytes,
    runningSince:
      state === 'running' && since.length > 0 ? new Date(Math.max(...since) + clockAheadMs) : null,
    certificateNotAfter:
      status.certificateNotAfterMs === null ? null : new Date(status.certificateNotAfterMs),
  };
}

function stateOf(services: Status['units']): 'running' | 'stopped' | 'failing' {
  if (services.some((unit) => unit.active === 'failed' || unit.sub === 'auto-restart')) return 'failing';
  if (
    services.length > 0 &&
    services.every((unit) => ['active', 'reloading', 'activating'].includes(unit.active))
  ) {
    return 'running';
  }
  return services.some((unit) => unit.active === 'active') ? 'failing' : 'stopped';
}
