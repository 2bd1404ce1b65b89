// SPDX-License-Identifier: AGPL-3.0-or-later
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { openDatabase } from '#server/database/connection.ts';
import { isDatabaseAway } from '#server/database/is-database-away.ts';
import { homePaths } from '#server/home.ts';
import { AgentRenewal } from './agent-renewal.ts';
import { AuthorityRenewal } from './authority-renewal.ts';
import { Collector } from './collector.ts';
import { ControlPlaneCopies } from './control-plane-copies.ts';
import { startWorkflowRuntime } from './dbos-runtime.ts';
import { beat, HEARTBEAT_EVERY_MS, stopBeating } from './heartbeats.ts';
import { errorFields, jsonLog } from './log.ts';
import { CannotStart, openServices, workerSecret } from './open-services.ts';
import { runOperation } from './operation-workflow.ts';
import { serveRouter } from './serve-router.ts';

import { StoreRetention } from './store-retention.ts';
import { Sweeper } from './sweeper.ts';
import { workerEnvironment } from './worker-environment.ts';

const log = jsonLog('worker');
const DATABASE_PATIENCE_MS = 60_000;
const CANCEL_LOOK_EVERY_MS = 3_000;

async function untilDatabaseAnswers(db: ReturnType<typeof openDatabase>): Promise<void> {
  const giveUpMs = Date.now() + DATABASE_PATIENCE_MS;
  for (;;) {
    try {
      await db.execute(sql`select 1`);
      return;
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      if (Date.now() > giveUpMs) {
        throw new CannotStart(
          `The database did not answer for ${DATABASE_PATIENCE_MS / 1000} seconds. Is PostgreSQL running?`,
        );
      }
      await sleep(500);
    }
  }
}

async function main(): Promise<void> {
  const environment = workerEnvironment.parse(process.env);
  const paths = homePaths(environment.HOP3_HOME);
  const databaseUrl = await workerSecret(paths, 'database-url');
  const db = openDatabase(databaseUrl, { max: 6 });
  await untilDatabaseAnswers(db);

  const services = await openServices({
    environment,
    paths,
    db,
    log,
    onEnded: (record) => void collector.round(record.host.id),
  });
  const { cancellations, executor } = services;
  const renewal = new AgentRenewal(services);
  const copies = new ControlPlaneCopies(services);
  const retention = new StoreRetention(services);
  const authorities = new AuthorityRenewal(services);
  const collector = new Collector(services, async (host) => {
    await renewal.look(host);
    await authorities.look(host);
  });

  await beat(db, executor);
  const heartbeat = setInterval(() => {
    beat(db, executor).catch((error) => log('warn', 'no heartbeat could be written', errorFields(error)));
  }, HEARTBEAT_EVERY_MS);

  const runtime = await startWorkflowRuntime({
    databaseUrl,
    executor,
    log,
    run: (operation, durable) => runOperation(services, operation, { durable }),
  });
  const sweeper = new Sweeper(services, runtime);
  await db.$client.listen('hop3_operations', () => {
    sweeper.wake();
    lookForCancels();
  });
  const lookForCancels = () => {
    cancellations.look().catch((error) => log('warn', 'cancels could not be looked for', errorFields(error)));
  };
  const cancelTimer = setInterval(lookForCancels, CANCEL_LOOK_EVERY_MS);
  const server = await serveRouter(services, {
    socketPath: paths.workerSocket,
    tokenSecret: await workerSecret(paths, 'worker-token'),
  });
  sweeper.start();
  collector.start();
  retention.start();
  copies.start();
  log('info', 'the worker is ready', { executor });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    // What runs is not waited for: the next start goes on with it at the step where it is, as after a crash.
    server.close();
    collector.stop();
    retention.stop();
    copies.stop();
    clearInterval(cancelTimer);
    clearInterval(heartbeat);
    await Promise.race([sweeper.stop(), sleep(2_000)]);
    await Promise.race([stopBeating(db, executor), sleep(2_000)]).catch(() => undefined);
    log('info', 'the worker stopped');
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}

main().catch((error) => {
  log('error', error instanceof CannotStart ? error.message : 'the worker could not start', {
    ...(error instanceof CannotStart ? {} : errorFields(error)),
  });
  process.exit(1);
});
