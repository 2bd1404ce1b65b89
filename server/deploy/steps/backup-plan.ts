// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupPlan } from '#contract/backup.ts';
import type { Failure } from '#contract/failure.ts';
import { ok, type Result } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import type { OperationFacts, Step, StepContext } from '../step.ts';
import { installationOf } from '../subject.ts';
import { plural } from '../wording.ts';

/** Brings the plan that was chosen to the host, which keeps it by itself from then on. */
export async function bringPlan(context: StepContext): Promise<Result<BackupPlan, Failure>> {
  const plan = await context.backups.plan();
  const set = await context.effect(
    'backup.plan-set',
    { installation: installationOf(context.facts).id, plan },
    { secrets: await context.backups.writingSecrets(plan.targets) },
  );
  if (!set.ok) return set;
  await context.backups.planApplied();
  return ok(plan);
}

/** Of a new installation. What it makes is taken away with the place that was reserved. */
export const planBackups: Step = {
  id: 'backup-plan',
  title: () => 'Plan its backups',
  async do(context) {
    const brought = await bringPlan(context);
    return brought.ok ? ok({ doneTitle: 'Planned its backups', found: planText(brought.value) }) : brought;
  },
  undo: async () => undone,
};

const wants = (facts: OperationFacts): 'plan' | 'forget' | 'delete-kept' => {
  if (facts.input.kind !== 'set-backup-plan') throw new Error('not about a plan');
  if (facts.input.deleteKept) return 'delete-kept';
  return facts.input.forget === undefined ? 'plan' : 'forget';
};

export const changePlan: Step = {
  id: 'backup-plan',
  title: () => 'Tell the server',
  applies: (facts) => wants(facts) === 'plan',
  async do(context) {
    const brought = await bringPlan(context);
    return brought.ok ? ok({ doneTitle: 'Told the server', found: planText(brought.value) }) : brought;
  },
  // The row still says what was wanted and that the host does not have it; trying again brings it.
  undo: async () => undone,
};

export const forgetBackup: Step = {
  id: 'forget',
  title: () => 'Delete the backup',
  applies: (facts) => wants(facts) === 'forget',
  irreversible: true,
  async do(context) {
    const { input } = context.facts;
    if (input.kind !== 'set-backup-plan' || input.forget === undefined) throw new Error('no backup is named');
    const { id } = installationOf(context.facts);
    const forgotten = await context.effect('backup.forget', { installation: id, backup: input.forget });
    if (!forgotten.ok) return forgotten;
    const { kept } = forgotten.value;
    if (kept.length === 0) await context.backups.forgotten(input.forget);
    return ok({
      doneTitle: 'Deleted the backup',
      found:
        kept.length === 0 ? null : `${plural(kept.length, 'copy', 'copies')} at places that only add stay`,
    });
  },
  undo: async () => undone,
};

/** All that is kept of an installation that is gone. */
export const deleteKept: Step = {
  id: 'delete-kept',
  title: () => 'Delete its backups',
  applies: (facts) => wants(facts) === 'delete-kept',
  irreversible: true,
  async do(context) {
    const { id } = installationOf(context.facts);
    const book = await context.ask('backup.book', { installation: id });
    // Nothing is known of it on the server: an earlier attempt had come to the end.
    if (!book.ok && book.error.code !== 'not-found') return book;
    const entries = book.ok ? book.value.entries : [];
    const stay = new Set<string>();
    for (const [index, entry] of entries.entries()) {
      const elsewhere = entry.copies.some((copy) => copy.target !== 'local');
      if (!elsewhere) continue;
      const forgotten = await context.effect(
        'backup.forget',
        { installation: id, backup: entry.id },
        { number: index },
      );
      if (!forgotten.ok) return forgotten;
      for (const place of forgotten.value.kept) stay.add(place);
    }
    const deleted = await context.effect('backup.delete', { installation: id });
    if (!deleted.ok) return deleted;
    await context.backups.nothingKept();
    return ok({
      doneTitle: 'Deleted its backups',
      found:
        stay.size === 0
          ? plural(entries.length, 'backup')
          : `copies stay at ${plural(stay.size, 'place')} where a server can only add`,
    });
  },
  undo: async () => undone,
};

const EVERY = {
  hour: 'every hour',
  'six-hours': 'every six hours',
  day: 'every day',
  week: 'every week',
} as const;

function planText({ paused, schedule, targets }: BackupPlan): string {
  if (paused) return 'paused: none are made by themselves';
  const elsewhere = targets.filter((target) => target.kind !== 'local').length;
  const at = schedule.every === 'day' || schedule.every === 'week' ? ` at ${schedule.at}` : '';
  const where =
    elsewhere === 0
      ? 'on this server'
      : elsewhere === targets.length
        ? 'elsewhere'
        : 'on this server and elsewhere';
  return `${EVERY[schedule.every]}${at}, ${where}`;
}
