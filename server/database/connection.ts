// SPDX-License-Identifier: AGPL-3.0-or-later
import { sql as fragment } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';
import type { OrganisationId, UserId } from '#contract/ids.ts';
import type { Role } from '#drizzle/schema/users.ts';
import { connectionOptions } from './connection-options.ts';

export type Database = PostgresJsDatabase<Record<string, never>> & { $client: Sql };

/** What queries and commands run on: only ever got inside a transaction that has its scope set. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

declare const authorised: unique symbol;
/**
 * Proof that a user was let into an organisation. Made by server/auth/authorise.ts (from a session) and by nothing
 * else in web; queries and commands of an organisation ask for it.
 */
export interface OrganisationScope {
  readonly organisation: OrganisationId;
  readonly user: { readonly id: UserId; readonly name: string; readonly email: string };
  readonly role: Role;
  readonly [authorised]: true;
}

/** Opens a pool of at most `max` connections. Close with `db.$client.end()`. */
export function openDatabase(url: string, { max = 5 }: { max?: number } = {}): Database {
  const client = postgres({
    ...connectionOptions(url),
    max,
    idle_timeout: 60,
    onnotice: () => {},
    connection: { application_name: 'hop3' },
  });
  return drizzle(client) as unknown as Database;
}

/** A transaction in which row-level security shows the rows of this organisation only. */
export function inOrganisation<T>(
  db: Database,
  organisation: OrganisationId,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(fragment`select set_config('hop3.organisation', ${organisation}, true)`);
    return work(tx);
  });
}

/** The same for what an authorised person does: the user's own rows are seen too. */
export function inScope<T>(
  db: Database,
  scope: OrganisationScope,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(
      fragment`select set_config('hop3.organisation', ${scope.organisation}, true), set_config('hop3.user', ${scope.user.id}, true)`,
    );
    return work(tx);
  });
}

/** Before a user is known: accounts, sessions, one-time links. For server/auth only. */
export function whileAuthenticating<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(fragment`select set_config('hop3.authenticating', 'yes', true)`);
    return work(tx);
  });
}

/** Name of the unique index or constraint that a statement violated, or null for any other error. */
export function violatedUnique(error: unknown): string | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof postgres.PostgresError && cause.code === '23505') return cause.constraint_name ?? '';
  }
  return null;
}
