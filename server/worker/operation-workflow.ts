// SPDX-License-Identifier: AGPL-3.0-or-later
import type { OperationId } from '#contract/ids.ts';
import { afterUndo, changesAtEnd } from '#server/deploy/at-end.ts';
import { recordRelease } from '#server/deploy/backup-rows.ts';
import {
  appendEvents,
  claimOperation,
  markRunning,
  markUndoing,
  type OperationClaim,
} from '#server/deploy/commands.ts';
import { endOperation } from '#server/deploy/end-operation.ts';
import type { OperationNotes } from '#server/deploy/operation-notes.ts';
import { describePlan, plan } from '#server/deploy/plan.ts';
import { cancelRequested, type OperationRecord, readOperation } from '#server/deploy/queries.ts';
import { type Durable, type Ending, type Journal, runPlan } from '#server/deploy/run-plan.ts';
import { reaching } from './host-links.ts';
import { errorFields } from './log.ts';
import { NoteBook } from './note-book.ts';
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

  // Read after the claim: whoever had it before may have noted something until then.
  const notes = await openNoteBook(services, claim);
  if (record.installation !== null) await persistently(services, () => knowRelease(services, record));

  const fields = { operation: id, kind: record.facts.kind };
  services.log('info', 'operation begins or goes on', fields);
  services.cancellations.signal(id);
  await services.cancellations.look([id]);
  try {
    const ending = await runPlan({
      steps: (by.planOf ?? plan)(record.facts),
      durable: by.durable,
      journal: databaseJournal(services, { record, claim, notes }),
      open: (step, phase, attempt) =>
        openStepContext(services, { record, notes, claim, step, phase, attempt }),
      afterUndo: (begun) => afterUndo(record.facts, begun),
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

async function openNoteBook(services: WorkerServices, claim: OperationClaim): Promise<NoteBook> {
  const record = await persistently(services, () => readOperation(services.db, claim.operation));
  return new NoteBook(services, claim, record?.notes ?? {});
}

/** The release that it has now is known before another takes its place: backups name it by digest. */
async function knowRelease({ db }: WorkerServices, { organisation, installation }: OperationRecord) {
  if (installation === null) return;
  const { id, package: app, packageDigest, version, rootDigest } = installation;
  const release = { package: app, packageDigest, version, rootDigest };
  await recordRelease(db, { organisation, installation: id }, release);
}

function databaseJournal(
  services: WorkerServices,
  of: { readonly record: OperationRecord; readonly claim: OperationClaim; readonly notes: NoteBook },
): Journal {
  const { record, claim, notes } = of;
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
      await write(() => endOperation(db, claim, aboutEnd(record, notes.value, ending), ending));
      services.onEnded(record);
    },
  };
}

/** What the end of an operation is about, and what it leaves in rows. */
export function aboutEnd(
  { facts, installation }: OperationRecord,
  notes: OperationNotes,
  ending: Ending,
): Parameters<typeof endOperation>[2] {
  const { input } = facts;
  // A backup is proven by a new installation made of it.
  const isProof = input.kind === 'install-from-backup' && ending.state === 'succeeded';
  return {
    kind: facts.kind,
    host: facts.host.id,
    installation: facts.installation?.id ?? null,
    provenBy: isProof ? input.from : null,
    deleteBackups: input.kind === 'disconnect-host' && input.deleteBackups,
    changes:
      installation === null ? {} : changesAtEnd({ facts, installation, notes, ending, nowMs: Date.now() }),
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
