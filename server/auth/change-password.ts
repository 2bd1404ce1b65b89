// SPDX-License-Identifier: AGPL-3.0-or-later
import { eq } from 'drizzle-orm';
import { err, ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import { users } from '#drizzle/schema/users.ts';
import { type Database, whileAuthenticating } from '#server/database/connection.ts';
import { hashPassword, passwordMatches } from './password.ts';
import { countAttempt, forgive, inWords } from './rate-limit.ts';
import { endOtherSessions, type SignedIn } from './sessions.ts';

/** Sets a new password and ends the user's other sessions. Wrong tries count as those of signing in do. */
export async function changePassword(
  db: Database,
  signedIn: SignedIn,
  input: { currentPassword: string; newPassword: string },
): Promise<Result<{ endedSessions: number }, SiteError>> {
  const { id, email } = signedIn.user;
  const before = await whileAuthenticating(db, async (tx) => {
    const wait = await countAttempt(tx, 'account', email);
    if (wait) return wait;
    const [user] = await tx.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, id));
    return user ?? { passwordHash: null };
  });
  if ('waitSeconds' in before) {
    const message = `Too many attempts. Try again in ${inWords(before.waitSeconds)}.`;
    return err({ kind: 'too-many', message, waitSeconds: before.waitSeconds });
  }
  if (!(await passwordMatches(before.passwordHash, input.currentPassword))) {
    const message = 'This is not your present password.';
    return err({ kind: 'field', field: 'currentPassword', message, remedy: null });
  }
  const passwordHash = await hashPassword(input.newPassword);
  return whileAuthenticating(db, async (tx) => {
    await tx.update(users).set({ passwordHash, passwordChangedAt: new Date() }).where(eq(users.id, id));
    await forgive(tx, 'account', email);
    return ok({ endedSessions: await endOtherSessions(tx, id, signedIn.session) });
  });
}
