// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { bookOf, withVerification, writeBook } from '../backups/book.ts';
import { openOwn } from '../backups/open-repository.ts';
import { planOfInstallation } from '../backups/plan-file.ts';
import { nextToVerify, verifyRepository } from '../backups/verify-target.ts';
import { type Handler, routableRecordOf } from '../context.ts';

/** backup.verify: one target each time, in turn. What was found is in the book. */
export const backupVerify: Handler<'backup.verify'> = async ({ input, context, listener }) => {
  const { host } = context;
  const record = await routableRecordOf(context, input.installation);
  if (!record.ok) return record;
  const plan = await planOfInstallation(input.installation, host);
  if (!plan.ok) return plan;
  const book = await bookOf(record.value, host);
  const holding = plan.value.targets.filter(({ id }) =>
    book.entries.some(({ copies }) => copies.some(({ target }) => target === id)),
  );
  const target = nextToVerify(holding, book.verifications);
  if (!target) return err(failure('backup-failed', 'There is no backup yet that could be verified.'));

  const before = book.verifications.find((one) => one.target === target.id);
  const repository = await openOwn(input.installation, target, context);
  listener.note(`Reading part of what is stored ${repository.title}`);
  const found = await verifyRepository(repository, before?.parts ?? 0, host);
  const atMs = host.nowMs();
  await writeBook(
    input.installation,
    withVerification(await bookOf(record.value, host), {
      target: target.id,
      atMs,
      wholeAtMs: found.ok ? atMs : (before?.wholeAtMs ?? null),
      parts: (before?.parts ?? 0) + 1,
      failure: found.ok ? null : found.error,
    }),
    host,
  );
  return found.ok ? ok({ target: target.id }) : found;
};
