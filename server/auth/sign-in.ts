// SPDX-License-Identifier: AGPL-3.0-or-later
import { eq } from 'drizzle-orm';
import type { UserId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { users } from '#drizzle/schema/users.ts';
import { type Database, whileAuthenticating } from '#server/database/connection.ts';
import { passwordMatches } from './password.ts';
import { countAttempt, forgive, inWords } from './rate-limit.ts';
import { startSession, type Visitor } from './sessions.ts';

export type SignInRefusal = { kind: 'wrong' } | { kind: 'wait'; waitSeconds: number };

export interface NewSession {
  session: string;
  user: { id: UserId; name: string; email: string };
}

/** Checks e-mail and password and starts a session. Attempts are limited for each account and for each address. */
export async function signIn(
  db: Database,
  input: { email: string; password: string; visitor: Visitor },
): Promise<Result<NewSession, SignInRefusal>> {
  const { password, visitor } = input;
  const email = input.email.trim().toLowerCase();
  const account = await whileAuthenticating(db, async (tx) => {
    const wait =
      (await countAttempt(tx, 'account', email)) ??
      (visitor.address === null ? null : await countAttempt(tx, 'address', visitor.address));
    if (wait) return wait;
    const [user] = await tx.select().from(users).where(eq(users.email, email));
    return { user: user ?? null };
  });
  if ('waitSeconds' in account) return err({ kind: 'wait', waitSeconds: account.waitSeconds });
  const { user } = account;
  if (!(await passwordMatches(user?.passwordHash ?? null, password)) || user === null)
    return err({ kind: 'wrong' });
  const session = await whileAuthenticating(db, async (tx) => {
    await forgive(tx, 'account', email);
    if (visitor.address !== null) await forgive(tx, 'address', visitor.address);
    return startSession(tx, user.id, visitor);
  });
  return ok({ session, user: { id: user.id, name: user.name, email: user.email } });
}

/** For the form. Does not tell whether the account exists. */
export function refusalInWords(refusal: SignInRefusal): string {
  return refusal.kind === 'wrong'
    ? 'This e-mail address and password do not match.'
    : `Too many attempts. Try again in ${inWords(refusal.waitSeconds)}.`;
}
