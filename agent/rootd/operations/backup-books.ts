// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { bookedInstallations, bookOf, readBook, shownBook } from '../backups/book.ts';
import type { Handler } from '../context.ts';

export const backupBook: Handler<'backup.book'> = async ({ input, context }) => {
  const { host, records } = context;
  const record = await records.read(input.installation);
  const book = record ? await bookOf(record, host) : await readBook(input.installation, host);
  if (!book) return err(failure('not-found', 'This server knows of no backups of it.'));
  return ok(await shownBook(input.installation, book, host));
};

export const backupBooks: Handler<'backup.books'> = async ({ context }) => {
  const { host } = context;
  const books = [];
  for (const id of await bookedInstallations(host)) {
    const book = await readBook(id, host);
    if (book) books.push(await shownBook(id, book, host));
  }
  return ok({ books: books.slice(0, 500) });
};
