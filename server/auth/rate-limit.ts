// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { signInAttempts } from '#drizzle/schema/sign-in-attempts.ts';
import type { Transaction } from '#server/database/connection.ts';

export const LIMIT_WINDOW_MS = 15 * 60_000;

/** How many failed attempts within the window before one must wait. */
export const LIMITS = { account: 5, address: 30, link: 20 } as const;
export type LimitKind = keyof typeof LIMITS;

/** An account's key does not hold the address that was typed: passwords are typed there by mistake. */
export const limitKey = (kind: LimitKind, value: string): string =>
  kind === 'account'
    ? `account:${createHash('sha256').update(value.toLowerCase()).digest('hex')}`
    : `${kind}:${value.slice(0, 64)}`;

/**
 * Counts an attempt before it is made, as a failed one, so that many at once cannot pass together; a success takes
 * it back with `forgive`. Returns how long to wait when the limit is reached (nothing is counted then), else null.
 */
export async function countAttempt(
  tx: Transaction,
  kind: LimitKind,
  value: string,
  now: Date = new Date(),
): Promise<{ waitSeconds: number } | null> {
  const key = limitKey(kind, value);
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 4803))`);
  const since = new Date(now.getTime() - LIMIT_WINDOW_MS);
  await tx.delete(signInAttempts).where(and(eq(signInAttempts.key, key), lt(signInAttempts.at, since)));
  const last = await tx
    .select({ at: signInAttempts.at })
    .from(signInAttempts)
    .where(eq(signInAttempts.key, key))
    .orderBy(desc(signInAttempts.at))
    .limit(LIMITS[kind]);
  const first = last[LIMITS[kind] - 1];
  if (first) {
    const waitMs = first.at.getTime() + LIMIT_WINDOW_MS - now.getTime();
    return { waitSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
  }
  await tx.insert(signInAttempts).values({ key, at: now, succeeded: false });
  return null;
}

/** After a success: what failed before no longer counts. */
export async function forgive(tx: Transaction, kind: LimitKind, value: string): Promise<void> {
  await tx.delete(signInAttempts).where(eq(signInAttempts.key, limitKey(kind, value)));
}

/** "4 minutes", "1 minute", "40 seconds". */
export function inWords(seconds: number): string {
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
