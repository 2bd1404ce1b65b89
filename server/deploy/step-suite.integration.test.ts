// SPDX-License-Identifier: AGPL-3.0-or-later
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { failure } from '#contract/failure.ts';
import { appId, type HostId, type InstallationId, type OperationId } from '#contract/ids.ts';
import { err, ok } from '#contract/result.ts';
import { down } from '#sandbox/sandbox.ts';
import { openDatabase } from '#server/database/connection.ts';
import { readFromHost } from '#server/hosts/agent-client.ts';
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

let count = 0;
async function beginInstall(): Promise<{
  operation: OperationId;
  installation: InstallationId;
  domain: string;
}> {
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

  // Another one of the same app keeps the sealed root: builds are short, and undoing must leave it alone.
  let standing: Awaited<ReturnType<typeof beginInstall>>;
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
