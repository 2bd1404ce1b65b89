// SPDX-License-Identifier: AGPL-3.0-or-later
import type { HostFacts } from '#contract/agent-api.ts';
import type { HostId, OrganisationId } from '#contract/ids.ts';
import type { RootdOutput } from '#contract/rootd-api.ts';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import type { InstallationRow } from '#drizzle/schema/installations.ts';
import { findRelease, forgetBooksBut, knownInstallations, recordBook } from '#server/deploy/backup-rows.ts';
import { anyOrganisation, hostsToAsk, installationsToAsk } from '#server/deploy/queries.ts';
import { recordHost, recordMeasured } from '#server/deploy/recorded-facts.ts';
import { readFromHost } from '#server/hosts/agent-client.ts';
import { askFacts, reaching } from './host-links.ts';
import { errorFields } from './log.ts';
import type { WorkerServices } from './services.ts';
import { withinTime } from './step-context.ts';

export const COLLECT_EVERY_MS = 30_000;
/** Books are long and change seldom; after an operation they are read at once. */
const BOOKS_EVERY_MS = 5 * 60_000;
/** Rounds without an answer after which a host is called unreachable. */
const UNREACHABLE_AFTER_ROUNDS = 2;

/** Asks connected hosts how they and their installations are, and keeps the answers in rows. */
export class Collector {
  readonly #services: WorkerServices;
  readonly #asking = new Set<HostId>();
  readonly #missed = new Map<HostId, number>();
  readonly #booksReadMs = new Map<HostId, number>();
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
        hosts
          .filter((host) => only === undefined || host.id === only)
          .map((host) => this.#askHost(host, only !== undefined)),
      );
    } catch (error) {
      this.#services.log('warn', 'collecting failed', errorFields(error));
    }
  }

  async #askHost(host: HostRow, withBooks: boolean): Promise<void> {
    if (this.#stopped) return;
    if (this.#asking.has(host.id)) {
      // Asked to look after something happened: the next round does.
      if (withBooks) this.#booksReadMs.delete(host.id);
      return;
    }
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
      if (withBooks || Date.now() - (this.#booksReadMs.get(host.id) ?? 0) > BOOKS_EVERY_MS) {
        await this.#readBooks(host);
      }
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
    for (const row of await installationsToAsk(db, host.id)) {
      const { id, organisationId } = row;
      const asked = await withinTime(
        reaching(() => readFromHost(links.client(host), 'installation.status', { installation: id })),
      );
      if (!asked.ok) continue;
      if (!asked.value.ok) {
        await recordMeasured(db, organisationId, id, { state: 'unknown' });
        continue;
      }
      const status = asked.value.value;
      await recordMeasured(db, organisationId, id, {
        ...measuresOf(status, Date.now() - facts.clockMs),
        ...(await this.#releaseOf(row, status)),
      });
    }
  }

  /**
   * The host is right about what it has: an operation that could not write down its end leaves the row behind it.
   * Nothing where both agree, and where the host has what nobody here knows.
   */
  async #releaseOf({ id, packageDigest }: InstallationRow, status: Status) {
    if (status.packageDigest === packageDigest) return {};
    const release = await findRelease(this.#services.db, id, status.packageDigest);
    if (release === null) return {};
    const { package: app, version } = release;
    return { package: app, packageDigest: release.packageDigest, rootDigest: status.rootDigest, version };
  }

  /** The books of a host are what its backups are; also of what was uninstalled there. */
  async #readBooks(host: HostRow): Promise<void> {
    const { db, links, log } = this.#services;
    const asked = await withinTime(reaching(() => readFromHost(links.client(host), 'backup.books', {})));
    if (!asked.ok) return;
    if (!asked.value.ok) {
      log('warn', 'the books of a host could not be read', {
        host: host.id,
        failure: asked.value.error.code,
      });
      return;
    }
    const { books } = asked.value.value;
    const known = await knownInstallations(
      db,
      books.map((book) => book.installation),
    );
    for (const book of books) {
      const owner = known.find((one) => one.id === book.installation);
      if (owner === undefined) continue;
      const of = { organisation: owner.organisationId, installation: owner.id, host: host.id };
      await recordBook(db, of, book);
    }
    await forgetBooksBut(
      db,
      host.id,
      books.map((book) => book.installation),
    );
    this.#booksReadMs.set(host.id, Date.now());
  }
}

type Status = RootdOutput<'installation.status'>;
type Unit = Status['units'][number];

/** `hop3-abcdefgh-cron-clean.service` is the job `clean`. */
const jobOf = (unit: string): string =>
  unit.replace(/^hop3-[a-z2-7]{8}-(?:cron-)?/, '').replace(/\.service$/, '');

/** `clockAheadMs`: how far our clock is ahead of the host's. */
export function measuresOf(status: Status, clockAheadMs: number) {
  const timers = new Set(status.units.map(({ name }) => name).filter((name) => name.endsWith('.timer')));
  const all = status.units.filter((unit) => unit.name.endsWith('.service'));
  // A job at a set time does not run most of the time, and that is well.
  const isJob = ({ name }: Unit) => timers.has(name.replace(/\.service$/, '.timer'));
  const services = all.filter((unit) => !isJob(unit));
  const sum = (values: (number | null)[]) =>
    values.reduce<number | null>((total, value) => (value === null ? total : (total ?? 0) + value), null);
  const since = services.map((unit) => unit.sinceMs).filter((ms) => ms !== null);
  const state = stateOf(services);
  return {
    state,
    memoryBytes: sum(all.map((unit) => unit.memoryBytes)),
    dataBytes: status.dataBytes,
    runningSince:
      state === 'running' && since.length > 0 ? new Date(Math.max(...since) + clockAheadMs) : null,
    certificateNotAfter:
      status.certificateNotAfterMs === null ? null : new Date(status.certificateNotAfterMs),
    certificate: status.certificate,
    generation: status.generation,
    failedJobs: all.filter((unit) => isJob(unit) && unit.active === 'failed').map(({ name }) => jobOf(name)),
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
