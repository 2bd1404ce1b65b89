// SPDX-License-Identifier: AGPL-3.0-or-later
import { eq } from 'drizzle-orm';
import { err, ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import { users } from '#drizzle/schema/users.ts';
import { type Database, whileAuthenticating } from '#server/database/connection.ts';
import { passwordMatches } from './password.ts';
import { countAttempt, forgive, inWords } from './rate-limit.ts';
import type { SignedIn } from './sessions.ts';

/** Asks who is signed in for their password once more. Wrong tries count as those of signing in do. */
export async function confirmPassword(
  db: Database,
  signedIn: SignedIn,
  /** `field`: the name of the answer, for a refusal. */
  { field, password }: { field: string; password: string },
): Promise<Result<null, SiteError>> {
  const { id, email } = signedIn.user;
  const known = await whileAuthenticating(db, async (tx) => {
    const wait = await countAttempt(tx, 'account', email);
    if (wait) return wait;
    const [user] = await tx.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, id));
    return user ?? { passwordHash: null };
  });
  if ('waitSeconds' in known) {
    const message = `Too many attempts. Try again in ${inWords(known.waitSeconds)}.`;
    return err({ kind: 'too-many', message, waitSeconds: known.waitSeconds });
  }
  if (!(await passwordMatches(known.passwordHash, password))) {
    return err({ kind: 'field', field, message: 'This is not your present password.', remedy: null });
  }
  await whileAuthenticating(db, (tx) => forgive(tx, 'account', email));
  return ok(null);
}
