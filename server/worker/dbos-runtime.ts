// SPDX-License-Identifier: AGPL-3.0-or-later
import { DBOS, type DLogger, StatusString } from '@dbos-inc/dbos-sdk';
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import type { HostId, OperationId } from '#contract/ids.ts';
import type { Durable } from '#server/deploy/run-plan.ts';
import { type ClientPool, takeBrokenPipesForResets } from './broken-pipes.ts';
import type { Log } from './log.ts';

/** Raised when stored steps no longer mean the same; workflows of another version are not taken over. */
const APPLICATION_VERSION = 'hop3-1';
const QUEUE = 'operations';
/** Operations that work on one host at a time. */
const MOST_PER_HOST = 3;
/** Operations that one worker process has in hand at a time. */
const MOST_PER_WORKER = 12;

export interface WorkflowRecord {
  readonly operation: OperationId;
  readonly executor: string;
  /** `ended`: it will do no more, whatever our own row says. */
  readonly state: 'waiting' | 'running' | 'ended';
}

/** The durable execution under the operations: DBOS, with its tables in the same PostgreSQL (schema dbos). */
export interface WorkflowRuntime {
  enqueue(operation: OperationId, host: HostId): Promise<void>;
  /** The workflows of these operations that exist. */
  find(operations: readonly OperationId[]): Promise<WorkflowRecord[]>;
  /** Puts workflows of dead executors back into the queue. */
  takeOver(executors: readonly string[]): Promise<void>;
  /** Takes no more work; what runs is left as it is, for the next start. */
  stop(): Promise<void>;
}

export async function startWorkflowRuntime(options: {
  readonly databaseUrl: string;
  readonly executor: string;
  readonly log: Log;
  /** Runs or goes on with an operation. */
  readonly run: (operation: OperationId, durable: Durable) => Promise<string>;
}): Promise<WorkflowRuntime> {
  const { databaseUrl, executor, log, run } = options;
  DBOS.setConfig({
    name: 'hop3',
    systemDatabaseUrl: databaseUrl,
    systemDatabaseSchemaName: 'dbos',
    systemDatabasePoolSize: 6,
    applicationVersion: APPLICATION_VERSION,
    executorID: executor,
    logger: quietLogger(log),
    maxConcurrentQueueDispatches: 1,
  });
  const durable: Durable = (name, work) => DBOS.runStep(work, { name });
  const workflow = DBOS.registerWorkflow((operation: OperationId) => run(operation, durable), {
    name: 'operation',
    maxRecoveryAttempts: 1000,
  });
  await DBOS.launch();
  const pool = DBOSExecutor.globalInstance?.systemDatabase.pool as ClientPool | undefined;
  if (pool === undefined) throw new Error('DBOS has no pool of connections');
  takeBrokenPipesForResets(pool);
  await DBOS.registerQueue(QUEUE, {
    partitionConcurrency: MOST_PER_HOST,
    workerConcurrency: MOST_PER_WORKER,
    minPollingIntervalMs: 250,
    onConflict: 'always_update',
  });

  return {
    async enqueue(operation, host) {
      await DBOS.startWorkflow(workflow, {
        workflowID: operation,
        queueName: QUEUE,
        enqueueOptions: { queuePartitionKey: host },
      })(operation);
    },
    async find(operations) {
      if (operations.length === 0) return [];
      const found = await DBOS.listWorkflows({
        workflowIDs: [...operations],
        loadInput: false,
        loadOutput: false,
      });
      return found.map((one) => ({
        operation: one.workflowID as OperationId,
        executor: one.executorId ?? '',
        state: stateOf(one.status),
      }));
    },
    async takeOver(executors) {
      await DBOSExecutor.globalInstance?.recoverPendingWorkflows([...executors]);
    },
    stop: () => DBOS.shutdown(),
  };
}

function stateOf(status: string): WorkflowRecord['state'] {
  if (status === StatusString.PENDING) return 'running';
  return status === StatusString.ENQUEUED || status === StatusString.DELAYED ? 'waiting' : 'ended';
}

/** Warnings and errors only. Messages of DBOS name workflows and steps; inputs are operation ids. */
function quietLogger(log: Log): DLogger {
  return {
    info: () => {},
    debug: () => {},
    warn: (entry) => log('warn', `dbos: ${String(entry)}`),
    error: (entry) => log('error', `dbos: ${entry instanceof Error ? entry.message : String(entry)}`),
  };
}
