// SPDX-License-Identifier: AGPL-3.0-or-later
import type { AnyProcedure } from '@trpc/server';
import type { AppRouter } from '#server/api/root.ts';

type PathsOf<Nouns> = {
  [Name in keyof Nouns & string]: Nouns[Name] extends AnyProcedure ? Name : `${Name}.${PathsOf<Nouns[Name]>}`;
}[keyof Nouns & string];

/** The whole path of a procedure of the site's API, such as `hosts.rename`. */
export type ProcedurePath = PathsOf<AppRouter['_def']['record']>;
