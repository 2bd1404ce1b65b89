// SPDX-License-Identifier: AGPL-3.0-or-later
import { sql } from 'drizzle-orm';
import { failure } from '#contract/failure.ts';
import type { OperationId } from '#contract/ids.ts';
import { claimOperation } from '#server/deploy/commands.ts';
import { endOperation } from '#server/deploy/end-operation.ts';
import { liveOperations, readOperation } from '#server/deploy/queries.ts';
import type { Ending } from '#server/deploy/run-plan.ts';
import type { WorkflowRuntime } from './dbos-runtime.ts';
import { livingExecutors } from './heartbeats.ts';
import { errorFields } from './log.ts';
import { aboutEnd, letGo } from './operation-workflow.ts';
import type { WorkerServices } from './services.ts';

export const SWEEP_EVERY_MS = 5_000;
/** Any constant of ours: who holds it sweeps. */
const SWEEPER_LOCK = 4_803_001;

/**
 * Compares what web wrote with what workflows exist, one worker at a time: starts what was written but not enqueued,
 * takes over what belongs to dead workers, and ends what no workflow will end any more.
 */
export async function sweep(services: WorkerServices, runtime: WorkflowRuntime): Promise<void> {
  await services.db.transaction(async (tx) => {
    const [row] = await tx.execute<{ got: boolean }>(
      sql`select pg_try_advisory_xact_lock(${SWEEPER_LOCK}) as got`,
    );
    if (row?.got !== true) return;
    const live = await liveOperations(services.db);
    const workflows = new Map(
      (await runtime.find(live.map((one) => one.id))).map((workflow) => [workflow.operation, workflow]),
    );

    for (const { id, host } of live) {
      const workflow = workflows.get(id);
      if (workflow === undefined) await runtime.enqueue(id, host);
      else if (workflow.state === 'ended') await endOrphan(services, id);
    }

    const running = [...workflows.values()].filter((workflow) => workflow.state === 'running');
    if (running.length === 0) return;
    const living = await livingExecutors(services.db);
    const dead = new Set(running.map((one) => one.executor).filter((executor) => !living.has(executor)));
    dead.delete(services.executor);
    if (dead.size === 0) return;
    services.log('warn', 'taking over the work of workers that stopped', { executors: [...dead] });
    await runtime.takeOver([...dead]);
  });
}

/** Its workflow broke by a bug of ours before it could write how it ended. */
async function endOrphan(services: WorkerServices, id: OperationId): Promise<void> {
  const record = await readOperation(services.db, id);
  if (record === null) return;
  const claim = { operation: id, organisation: record.organisation, executor: services.executor };
  if (!(await claimOperation(services.db, claim))) return;
  services.log('error', 'an operation has no workflow that could end it', { operation: id });
  await letGo(services, record);
  const ending: Ending = {
    state: 'failed',
    leftBehind: true,
    failure: failure('internal', 'Something in Hop3 itself broke, and the work stopped half-way.', {
      remedy: 'Try again. If it happens again, please report it.',
    }),
  };
  await endOperation(services.db, claim, aboutEnd(record, record.notes, ending), ending);
}

/** Sweeps every few seconds and when it is woken, never twice at once. */
export class Sweeper {
  readonly #sweep: () => Promise<void>;
  readonly #log: WorkerServices['log'];
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(services: WorkerServices, runtime: WorkflowRuntime) {
    this.#sweep = () => sweep(services, runtime);
    this.#log = services.log;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), SWEEP_EVERY_MS);
    this.wake();
  }

  wake(): void {
    if (this.#stopped) return;
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    this.#running = this.#sweep()
      .catch((error) => this.#log('error', 'a sweep failed', errorFields(error)))
      .finally(() => {
        this.#running = null;
        if (!this.#again) return;
        this.#again = false;
        this.wake();
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#running;
  }
}
