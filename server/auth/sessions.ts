// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, desc, eq, gt, isNull, ne, sql } from 'drizzle-orm';
import type { SessionView } from '#contract/account.ts';
import type { OrganisationId, UserId } from '#contract/ids.ts';
import { organisations } from '#drizzle/schema/organisations.ts';
import { sessions } from '#drizzle/schema/sessions.ts';
import { memberships, type Role, users } from '#drizzle/schema/users.ts';
import type { Transaction } from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';

export const SESSION_LIFETIME_SECONDS = 30 * 24 * 3600;
const SEEN_EVERY_MS = 60_000;

/** Who is signed in, in which organisation. Made from a live row, at each request. */
export interface SignedIn {
  readonly session: string;
  readonly user: { readonly id: UserId; readonly name: string; readonly email: string };
  readonly organisation: { readonly id: OrganisationId; readonly name: string };
  readonly role: Role;
}

export interface Visitor {
  /** Where the request came from, as far as it is known. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Every function here runs in `whileAuthenticating`. */
export async function startSession(tx: Transaction, user: UserId, visitor: Visitor): Promise<string> {
  const id = uuidv7();
  await tx.insert(sessions).values({
    id,
    userId: user,
    expiresAt: new Date(Date.now() + SESSION_LIFETIME_SECONDS * 1000),
    address: visitor.address?.slice(0, 64) ?? null,
    userAgent: visitor.userAgent?.slice(0, 300) ?? null,
  });
  return id;
}

/** The session when its row lives, has not expired, and its user is a member of an organisation; else null. */
export async function readSession(tx: Transaction, id: string): Promise<SignedIn | null> {
  const [row] = await tx
    .select({ session: sessions, user: users, organisation: organisations, role: memberships.role })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(memberships, eq(memberships.userId, users.id))
    .innerJoin(organisations, eq(organisations.id, memberships.organisationId))
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt), gt(sessions.expiresAt, sql`now()`)))
    .orderBy(memberships.createdAt)
    .limit(1);
  if (!row) return null;
  if (Date.now() - row.session.seenAt.getTime() > SEEN_EVERY_MS) {
    await tx.update(sessions).set({ seenAt: new Date() }).where(eq(sessions.id, id));
  }
  return {
    session: id,
    user: { id: row.user.id, name: row.user.name, email: row.user.email },
    organisation: { id: row.organisation.id, name: row.organisation.name },
    role: row.role,
  };
}

const live = () => and(isNull(sessions.endedAt), gt(sessions.expiresAt, sql`now()`));

export async function listSessions(tx: Transaction, signedIn: SignedIn): Promise<SessionView[]> {
  const rows = await tx
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, signedIn.user.id), live()))
    .orderBy(desc(sessions.seenAt));
  return rows.map((row) => ({
    id: row.id,
    current: row.id === signedIn.session,
    createdAtMs: row.createdAt.getTime(),
    seenAtMs: row.seenAt.getTime(),
    address: row.address,
    userAgent: row.userAgent,
  }));
}

/** Ends one of the user's sessions; false when the user has no such live session. */
export async function endSession(tx: Transaction, user: UserId, id: string): Promise<boolean> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: new Date() })
    .where(and(eq(sessions.id, id), eq(sessions.userId, user), isNull(sessions.endedAt)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends the user's sessions but `keep` (null: all of them). */
export async function endOtherSessions(tx: Transaction, user: UserId, keep: string | null): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: new Date() })
    .where(
      and(
        eq(sessions.userId, user),
        isNull(sessions.endedAt),
        ...(keep === null ? [] : [ne(sessions.id, keep)]),
      ),
    )
    .returning({ id: sessions.id });
  return ended.length;
}
