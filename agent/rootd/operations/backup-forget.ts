// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { changeBook, readBook, withCopiesLeft } from '../backups/book.ts';
import { openOwn } from '../backups/open-repository.ts';
import { readPlan } from '../backups/plan-file.ts';
import { forgetSnapshots, listSnapshots, tags } from '../backups/snapshots.ts';
import type { Handler } from '../context.ts';

/** backup.forget: at each target that this host knows and may delete at; `kept` are the others that have it. */
export const backupForget: Handler<'backup.forget'> = async ({ input, context }) => {
  const { host } = context;
  const id = input.installation;
  const plan = await readPlan(id, host);
  const book = await readBook(id, host);
  const entry = book?.entries.find((one) => one.id === input.backup);
  const kept: string[] = [];
  for (const copy of entry?.copies ?? []) {
    const target = plan?.targets.find((one) => one.id === copy.target);
    const repository = target ? await openOwn(id, target, context) : null;
    if (!repository?.mayDelete) {
      kept.push(copy.target);
      continue;
    }
    const there = await listSnapshots(repository, tags.ofBackup(input.backup), host);
    if (!there.ok) return there;
    const forgotten = await forgetSnapshots(
      repository,
      there.value.map((snapshot) => snapshot.id),
      host,
    );
    if (!forgotten.ok) return forgotten;
    const others = (book?.entries ?? [])
      .filter((one) => one.id !== input.backup)
      .flatMap((one) => one.copies.filter(({ target: of }) => of === copy.target));
    const left = new Set(others.map(({ snapshot }) => snapshot));
    await changeBook(id, (before) => withCopiesLeft(before, copy.target, left), host);
  }
  return ok({ kept });
};
