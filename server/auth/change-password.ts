// SPDX-License-Identifier: AGPL-3.0-or-later
import { eq } from 'drizzle-orm';
import { ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import { users } from '#drizzle/schema/users.ts';
import { type Database, whileAuthenticating } from '#server/database/connection.ts';
import { confirmPassword } from './confirm-password.ts';
import { hashPassword } from './password.ts';
import { endOtherSessions, type SignedIn } from './sessions.ts';

/** Sets a new password and ends the user's other sessions. Wrong tries count as those of signing in do. */
export async function changePassword(
  db: Database,
  signedIn: SignedIn,
  input: { currentPassword: string; newPassword: string },
): Promise<Result<{ endedSessions: number }, SiteError>> {
  const confirmed = await confirmPassword(db, signedIn, {
    field: 'currentPassword',
    password: input.currentPassword,
  });
  if (!confirmed.ok) return confirmed;
  const { id } = signedIn.user;
  const passwordHash = await hashPassword(input.newPassword);
  return whileAuthenticating(db, async (tx) => {
    await tx.update(users).set({ passwordHash, passwordChangedAt: new Date() }).where(eq(users.id, id));
    return ok({ endedSessions: await endOtherSessions(tx, id, signedIn.session) });
  });
}
