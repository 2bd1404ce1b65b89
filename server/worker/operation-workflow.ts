// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OperationId } from '#contract/ids.ts';
import {
  appendEvents,
  claimOperation,
  endOperation,
  markRunning,
  markUndoing,
  type OperationClaim,
} from '#server/deploy/commands.ts';
import { describePlan, plan } from '#server/deploy/plan.ts';
import { cancelRequested, type OperationRecord, readOperation } from '#server/deploy/queries.ts';
import { type Durable, type Ending, type Journal, runPlan } from '#server/deploy/run-plan.ts';
import { reaching } from './host-links.ts';
import { errorFields } from './log.ts';
import { persistently } from './persistently.ts';
import type { WorkerServices } from './services.ts';
import { openStepContext } from './step-context.ts';

/**
 * The body of every operation's workflow. DBOS keeps the outcome of each durable step (states and failures in plain
 * words; never inputs, settings or secrets), so a worker that takes over goes on behind the last one.
 */
export async function runOperation(
  services: WorkerServices,
  id: OperationId,
  by: {
    readonly durable: Durable;
    /** The steps of this kind of operation; tests make some of them fail. */
    readonly planOf?: typeof plan;
  },
): Promise<Ending['state'] | 'gone'> {
  // Not durable: who takes over must read and claim for himself.
  const record = await persistently(services, () => readOperation(services.db, id));
  if (record === null) return 'gone';
  const claim: OperationClaim = {
    operation: id,
    organisation: record.organisation,
    executor: services.executor,
  };
  if (!(await persistently(services, () => claimOperation(services.db, claim)))) return 'gone';

  const fields = { operation: id, kind: record.facts.kind };
  services.log('info', 'operation begins or goes on', fields);
  services.cancellations.signal(id);
  await services.cancellations.look([id]);
  try {
    const ending = await runPlan({
      steps: (by.planOf ?? plan)(record.facts),
      durable: by.durable,
      journal: databaseJournal(services, record, claim),
      open: (step, phase, attempt) => openStepContext(services, { record, claim, step, phase, attempt }),
      nowMs: () => Date.now(),
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    });
    services.log('info', 'operation ended', {
      ...fields,
      state: ending.state,
      ...(ending.state === 'succeeded'
        ? {}
        : { failure: ending.failure?.code, leftBehind: ending.leftBehind }),
    });
    return ending.state;
  } catch (error) {
    services.log('error', 'operation broke', { ...fields, ...errorFields(error) });
    throw error;
  } finally {
    services.cancellations.forget(id);
  }
}

function databaseJournal(services: WorkerServices, record: OperationRecord, claim: OperationClaim): Journal {
  const { db } = services;
  const { facts } = record;
  const write = (work: () => Promise<void>) => persistently(services, work);
  return {
    running: () => write(() => markRunning(db, claim, describePlan(facts))),
    undoing: (why) => write(() => markUndoing(db, claim, why)),
    step: (event) => write(() => appendEvents(db, claim, [{ type: 'step', ...event }])),
    cancelRequested: () =>
      persistently(services, async () => (await cancelRequested(db, [facts.operation])).length > 0),
    ended: async (ending) => {
      await letGo(services, record);
      await write(() =>
        endOperation(
          db,
          claim,
          { kind: facts.kind, host: facts.host.id, installation: facts.installation?.id ?? null },
          ending,
        ),
      );
      services.onEnded(record);
    },
  };
}

const LET_GO_TIMEOUT_MS = 10_000;

/** The agent holds the installation for the operation; a host that is away lets go by itself. */
export async function letGo(services: WorkerServices, record: OperationRecord): Promise<void> {
  const { kind, operation } = record.facts;
  if (kind === 'disconnect-host') return;
  const released = reaching(() =>
    services.links
      .client(record.host)
      .operations.release.mutate({ operation }, { signal: AbortSignal.timeout(LET_GO_TIMEOUT_MS) }),
  ).catch(() => null);
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), LET_GO_TIMEOUT_MS).unref());
  await Promise.race([released, late]);
}
