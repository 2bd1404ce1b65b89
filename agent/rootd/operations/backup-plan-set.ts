// SPDX-License-Identifier: AGPL-3.0-or-later
import { bookOf, withTargets, writeBook } from '../backups/book.ts';
import { writePlan } from '../backups/plan-file.ts';
import { makeRepositories, repositoriesOf } from '../backups/plan-repositories.ts';
import { placeTimers } from '../backups/timers.ts';
import { done, type Handler, routableRecordOf } from '../context.ts';

/**
 * backup.plan-set: the repositories are made, then the plan counts and its timers run. A target that cannot be reached
 * refuses the whole plan: nothing is promised that was not tried. What the plan before had stays until then.
 */
export const backupPlanSet: Handler<'backup.plan-set'> = async ({ input, secrets, context }) => {
  const { host } = context;
  const found = await routableRecordOf(context, input.installation);
  if (!found.ok) return found;
  const record = found.value;
  const { installation: id, plan } = input;
  const made = await context.shared.run(repositoriesOf(id), () =>
    makeRepositories(id, plan, secrets, context),
  );
  if (!made.ok) return made;

  await writePlan(id, plan, host);
  const ids = plan.targets.map((target) => target.id);
  await writeBook(id, withTargets(await bookOf(record, host), ids), host);
  const timed = await placeTimers(record, plan, context);
  return timed.ok ? done : timed;
};
