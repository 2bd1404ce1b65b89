// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Failure, failure } from '#contract/failure.ts';
import { appId, type HostId, type InstallationId, type OperationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { down } from '#sandbox/sandbox.ts';
import { digestOf } from '#server/catalogue/load-package.ts';
import { openDatabase } from '#server/database/connection.ts';
import { readFromHost } from '#server/hosts/agent-client.ts';
import { catalogueOf } from '#server/installations/catalogue.ts';
import { openServices, workerSecret } from '#server/worker/open-services.ts';
import { runOperation } from '#server/worker/operation-workflow.ts';
import { openProduct, type Product } from '#server/worker/product.fixture.ts';
import type { WorkerServices } from '#server/worker/services.ts';
import { workerEnvironment } from '#server/worker/worker-environment.ts';
import { exampleFacts } from './example-facts.ts';
import { leftovers } from './leftovers.ts';
import { plan } from './plan.ts';
import { readHostFor } from './queries.ts';
import type { OperationFacts, Step, StepContext } from './step.ts';

/**
 * Every step of installing and uninstalling Miniflux on a real host: succeeds twice, fails and unwinds to a clean host,
 * unwinds twice. The runner, the signer, PostgreSQL, agent and rootd are the real ones; the worker process is this test.
 */
// A whole install, on a busy computer.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 1_800_000 });

const HOST = 'test-steps';
let home: string;
let product: Product;
let services: WorkerServices;
let host: HostId;

beforeAll(async () => {
  // A run that broke off left it.
  await down(HOST, { remove: true });
  home = await mkdtemp(join(tmpdir(), 'hop3-steps-'));
  product = await openProduct({ home, hostName: HOST, worker: false });
  const { paths } = product;
  services = await openServices({
    environment: workerEnvironment.parse({ HOP3_HOME: home }),
    paths,
    db: openDatabase(await workerSecret(paths, 'database-url')),
    log: () => {},
    onEnded: () => {},
  });
  host = await connect();
});

afterAll(async () => {
  services?.links.close();
  await services?.db.$client.end({ timeout: 2 });
  await product?.close();
  await down(HOST, { remove: true });
  await rm(home, { recursive: true, force: true });
});

const run = (operation: OperationId, planOf: typeof plan = plan) =>
  runOperation(services, operation, { durable: (_name, work) => work(), planOf });

async function connect(): Promise<HostId> {
  // The API asks the worker for the practice server; here it is known already.
  const { sandbox, member, web } = product;
  const worker = {
    ...web.worker,
    practiceHost: async () => {
      const { name, address, sshPort, sshUser, hostKey, domainSuffix } = sandbox;
      return ok({ name, address, sshPort, sshUser, hostKey, domainSuffix, publicPort: 8443 });
    },
  };
  Object.assign(web, { worker });
  const connecting = await member.api.hosts.connect({ method: 'practice', name: HOST });
  expect(await run(connecting.operation)).toBe('succeeded');
  return connecting.host;
}

interface Begun {
  readonly operation: OperationId;
  readonly installation: InstallationId;
  readonly domain: string;
}

/** One that stays keeps the sealed root of the app: builds are short, and undoing must leave it alone. */
let standing: Begun;

let count = 0;
async function beginInstall(): Promise<Begun> {
  count += 1;
  const domain = `news-${count}.${product.sandbox.domainSuffix}`;
  const app = appId.parse('miniflux');
  const begun = await product.member.api.installations.install({
    app,
    host,
    title: 'News',
    domain,
    settings: {},
  });
  return { ...begun, domain };
}

async function left(installation: InstallationId): Promise<string[]> {
  const row = await readHostFor(services.db, product.member.scope.organisation, host);
  if (row === null) throw new Error('the host is gone');
  const answer = await readFromHost(services.links.client(row), 'installation.inventory', { installation });
  if (!answer.ok) throw new Error(answer.error.message);
  return leftovers(answer.value);
}

/** The same hands with effects of their own: the host does the work again instead of giving the recorded outcome. */
const again = (context: StepContext): StepContext => ({
  ...context,
  effect: (verb, input, options) =>
    context.effect(verb, input, { ...options, number: (options?.number ?? 0) + 5 }),
});

/** As if the worker had died in each step and it was done again from the start. */
const doneTwice = (facts: OperationFacts): Step[] =>
  plan(facts).map((step) => ({
    ...step,
    do: async (context) => {
      const first = await step.do(context);
      return first.ok ? step.do(again(context)) : first;
    },
  }));

/** Does its work and then says that it failed; every undo is done twice. */
const failingAt = (id: string) => (facts: OperationFacts) =>
  plan(facts).map(
    (step): Step => ({
      ...step,
      ...(step.id === id
        ? {
            do: async (context) => {
              const done = await step.do(context);
              return done.ok ? err(failure('internal', `${id} was made to fail`)) : done;
            },
          }
        : {}),
      undo: async (context) => {
        const first = await step.undo(context);
        return first.ok ? step.undo(again(context)) : first;
      },
    }),
  );

describe('the steps of installing Miniflux', () => {
  it('each succeed twice, and so do those of uninstalling', async () => {
    const { operation, installation, domain } = await beginInstall();
    expect(await run(operation, doneTwice)).toBe('succeeded');
    const { api } = product.member;
    expect((await api.installations.byId({ installation })).state).toBe('running');

    const gone = await api.installations.uninstall({ installation, confirm: domain });
    expect(await run(gone.operation, doneTwice)).toBe('succeeded');
    expect(await left(installation)).toEqual([]);
  });

  it('leave another installation alone', async () => {
    standing = await beginInstall();
    expect(await run(standing.operation)).toBe('succeeded');
  });

  const steps = plan(exampleFacts('install', 'miniflux')).map((step) => step.id);

  it.each(steps)('leave nothing when %s fails, unwound twice', async (id) => {
    const { operation, installation } = await beginInstall();
    expect(await run(operation, failingAt(id))).toBe('failed');
    expect(await left(installation)).toEqual([]);
    const view = await product.member.api.operations.byId({ operation });
    expect(view).toMatchObject({ leftBehind: false, failure: { message: `${id} was made to fail` } });
    expect((await product.member.api.installations.byId({ installation })).state).toBe('install-failed');
  });

  it.each(['build-release', 'initialise', 'check-private'])(
    'leave nothing when %s is cancelled',
    async (id) => {
      const { operation, installation } = await beginInstall();
      const cancelIn = (facts: OperationFacts) =>
        plan(facts).map(
          (step): Step => ({
            ...step,
            ...(step.id === id
              ? {
                  do: async (context) => {
                    const doing = step.do(context);
                    await product.member.api.operations.cancel({ operation });
                    await services.cancellations.look();
                    return doing;
                  },
                }
              : {}),
          }),
        );
      expect(await run(operation, cancelIn)).toBe('cancelled');
      expect(await left(installation)).toEqual([]);
    },
  );
});

describe('an installation that lasts', () => {
  const api = () => product.member.api;
  const its = () => ({ installation: standing.installation });
  const view = () => api().installations.byId(its());

  /** Has one effect done on the host, as a step of an operation. */
  async function trial(work: (context: StepContext) => Promise<Result<unknown, Failure>>): Promise<boolean> {
    const { operation } = await api().installations.restart(its());
    const step: Step = {
      id: 'trial',
      title: () => 'Trial',
      do: async (context) => {
        const done = await work(context);
        return done.ok ? ok({ doneTitle: 'Tried', found: null }) : done;
      },
      undo: async () => ok(undefined),
    };
    return (await run(operation, () => [step])) === 'succeeded';
  }
  const seed = (verb: 'seed.put' | 'seed.find', token: string) =>
    trial(async (context) => {
      const { 'admin.password': password = '' } = await context.installationSecrets();
      return context.effect(verb, { ...its(), token }, { secrets: { 'admin.password': password } });
    });
  const put = async (token: string) => expect(await seed('seed.put', token)).toBe(true);
  const isThere = (token: string) => seed('seed.find', token);
  const answers = () => trial((context) => context.effect('check.health', { ...its(), via: 'public' }, {}));

  async function status() {
    const row = await readHostFor(services.db, product.member.scope.organisation, host);
    if (row === null) throw new Error('the host is gone');
    const answer = await readFromHost(services.links.client(row), 'installation.status', its());
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  }

  /** As it was: nobody held, the data there, by its address. */
  async function expectAsBefore(
    operation: OperationId,
    { failedAt, token }: { failedAt: string; token: string },
  ) {
    expect(await api().operations.byId({ operation })).toMatchObject({
      ...{ state: 'failed', leftBehind: false },
      failure: { message: expect.stringContaining(`${failedAt} was made to fail`) },
    });
    expect((await status()).held).toBe('no');
    expect(await isThere(token)).toBe(true);
    expect(await answers()).toBe(true);
  }

  const newest = async () => {
    const [backup] = (await api().backups.list(its())).backups;
    if (backup === undefined) throw new Error('there is no backup');
    return backup.id;
  };

  it('has a first backup, and a plan that the host keeps', async () => {
    const { backups } = await api().backups.list(its());
    expect(backups.map((backup) => backup.reason)).toEqual(['first']);
    expect((await api().backups.plan(its())).plan).toMatchObject({ applied: true, paused: false });
  });

  it('is backed up, and restored to that, each step done twice', async () => {
    await put('before-backup');
    expect(await run((await api().backups.now(its())).operation, doneTwice)).toBe('succeeded');
    const backup = await newest();
    await put('after-backup');
    expect(await run((await api().backups.restore({ ...its(), backup })).operation, doneTwice)).toBe(
      'succeeded',
    );
    expect(await isThere('before-backup')).toBe(true);
    expect(await isThere('after-backup')).toBe(false);
    expect((await status()).kept).toHaveLength(1);
  });

  it.each(['safety-backup', 'check-private'])(
    'is as it was when a restore fails at %s, unwound twice',
    async (id) => {
      const token = `restore-${id}`;
      const backup = await newest();
      await put(token);
      const { generation } = await status();
      const { operation } = await api().backups.restore({ ...its(), backup });
      expect(await run(operation, failingAt(id))).toBe('failed');
      await expectAsBefore(operation, { failedAt: id, token });
      expect((await status()).generation).toBe(generation);
    },
  );

  const offered = async (version: string) => {
    const known = await catalogue.load(appId.parse('miniflux'));
    if (known === null) throw new Error('no miniflux');
    const { manifest } = known.package;
    const made = {
      ...known.package,
      manifest: { ...manifest, metadata: { ...manifest.metadata, version } },
    };
    return { ...known, package: made, digest: digestOf(made) };
  };
  const catalogue = catalogueOf(join(import.meta.dirname, '..', '..', 'catalogue'));
  async function beginUpdate(version: string): Promise<OperationId> {
    const next = await offered(version);
    Object.assign(product.web, { catalogue: { load: async () => next } });
    const begun = await api().updates.update({ ...its(), packageDigest: next.digest });
    return begun.operation;
  }
  const packageVersion = async () => (await api().updates.view(its())).current.packageVersion;

  it.each(['rehearse', 'last-backup', 'check-private'])(
    'is as it was when an update fails at %s, unwound twice',
    async (id) => {
      const token = `update-${id}`;
      await put(token);
      const before = await packageVersion();
      const operation = await beginUpdate('9.0.0');
      // The copy is tried once; the others have their rehearsal behind them.
      const planOf = (facts: OperationFacts) =>
        failingAt(id)(facts).filter((step) => id === 'rehearse' || step.id !== 'rehearse');
      expect(await run(operation, planOf)).toBe('failed');
      await expectAsBefore(operation, { failedAt: id, token });
      expect(await packageVersion()).toBe(before);
      const { failure: why } = await api().operations.byId({ operation });
      expect(why?.message).toContain(id === 'rehearse' ? 'Nothing was changed' : 'is back');
    },
  );

  it('is updated, each step done twice, and rolled back with its data', async () => {
    await put('before-update');
    const before = await packageVersion();
    expect(await run(await beginUpdate('9.0.1'), doneTwice)).toBe('succeeded');
    expect(await packageVersion()).toBe('9.0.1');
    expect(await isThere('before-update')).toBe(true);
    await put('after-update');
    const { operation } = await api().updates.rollBack({ ...its(), withData: true });
    expect(await run(operation, doneTwice)).toBe('succeeded');
    expect(await packageVersion()).toBe(before);
    expect(await isThere('before-update')).toBe(true);
    expect(await isThere('after-update')).toBe(false);
  });

  it.each(['readdress', 'check-public'])(
    'answers under its old address when the change fails at %s, unwound twice',
    async (id) => {
      const { domain } = await view();
      const wanted = `wanted-${id}.${product.sandbox.domainSuffix}`;
      const { operation } = await api().domains.change({ ...its(), domain: wanted });
      expect(await run(operation, failingAt(id))).toBe('failed');
      await expectAsBefore(operation, { failedAt: id, token: 'before-update' });
      expect((await view()).domain).toBe(domain);
    },
  );

  it('moves to another address, each step done twice', async () => {
    const domain = `moved.${product.sandbox.domainSuffix}`;
    const { operation } = await api().domains.change({ ...its(), domain });
    expect(await run(operation, doneTwice)).toBe('succeeded');
    standing = { ...standing, domain };
    expect((await view()).domain).toBe(domain);
    expect(await answers()).toBe(true);
  });

  it('leaves nothing but its backups when it is uninstalled, and comes back from them', async () => {
    const { installation, domain } = standing;
    const gone = await api().installations.uninstall({ installation, confirm: domain, lastBackup: true });
    expect(await run(gone.operation)).toBe('succeeded');
    expect(await left(installation)).toEqual([]);
    const kept = async () => (await api().backups.kept()).map((one) => one.installation);
    expect(await kept()).toContain(installation);

    const backup = await newest();
    const revived = await api().backups.installFromBackup({
      ...{ installation, backup, host, title: 'News again' },
      domain: `again.${product.sandbox.domainSuffix}`,
    });
    expect(await run(revived.operation, doneTwice)).toBe('succeeded');
    standing = { ...revived, domain: `again.${product.sandbox.domainSuffix}` };
    expect(await isThere('before-update')).toBe(true);

    const deleted = await api().backups.deleteKept({ installation, confirm: 'News' });
    expect(await run(deleted.operation, doneTwice)).toBe('succeeded');
    expect(await kept()).not.toContain(installation);
  });
});

describe('two installations of one app', () => {
  it('are installed at once beside each other, each with its own user and database', async () => {
    const [one, other] = [await beginInstall(), await beginInstall()];
    expect(await Promise.all([run(one.operation), run(other.operation)])).toEqual(['succeeded', 'succeeded']);
    const { api } = product.member;
    for (const { installation, domain } of [one, other]) {
      const gone = await api.installations.uninstall({ installation, confirm: domain });
      expect(await run(gone.operation)).toBe('succeeded');
      expect(await left(installation)).toEqual([]);
    }
  });
});
