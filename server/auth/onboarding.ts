// SPDX-License-Identifier: AGPL-3.0-or-later
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { WelcomeState } from '#contract/account.ts';
import { type OrganisationId, organisationId, type UserId, userId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { SiteError } from '#contract/site-error.ts';
import { onboardingTokens } from '#drizzle/schema/onboarding-tokens.ts';
import { organisations } from '#drizzle/schema/organisations.ts';
import { memberships, users } from '#drizzle/schema/users.ts';
import { type Database, type Transaction, whileAuthenticating } from '#server/database/connection.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { linkTokenHash } from './one-time-link.ts';
import { hashPassword } from './password.ts';
import { countAttempt, forgive, inWords } from './rate-limit.ts';
import { endOtherSessions, type Visitor } from './sessions.ts';

const INVALID =
  'This link does not work: it was used, it is too old, or it is incomplete. Ask for a new one with npm run admin-link.';
const ALREADY = 'There is an administrator already. Sign in instead.';
const FIRST_ADMINISTRATOR_LOCK = 4_803_002;

/** What a link is good for, without using it. */
export async function welcomeStateOf(
  db: Database,
  input: { token: string; visitor: Visitor },
): Promise<Result<WelcomeState, SiteError>> {
  return whileAuthenticating(db, async (tx) => {
    const link = await usableLink(tx, input);
    if (!link.ok) return link;
    if (link.value === null) return ok({ state: 'invalid', message: INVALID });
    if (link.value.purpose === 'first-administrator') {
      return (await anybody(tx))
        ? ok({ state: 'invalid', message: ALREADY })
        : ok({ state: 'first-administrator' });
    }
    const [user] = await tx
      .select({ email: users.email })
      .from(users)
      .where(eq(users.id, link.value.userId ?? NOBODY));
    return ok(user ? { state: 'new-password', email: user.email } : { state: 'invalid', message: INVALID });
  });
}

/** Uses a link: makes the site's first organisation with its owner. Only while there is no user. */
export async function createFirstAdministrator(
  db: Database,
  input: { token: string; name: string; email: string; password: string; visitor: Visitor },
): Promise<Result<{ user: UserId; organisation: OrganisationId }, SiteError>> {
  const passwordHash = await hashPassword(input.password);
  return whileAuthenticating(db, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${FIRST_ADMINISTRATOR_LOCK})`);
    const link = await usableLink(tx, input);
    if (!link.ok) return link;
    if (link.value?.purpose !== 'first-administrator') return err({ kind: 'not-allowed', message: INVALID });
    if (await anybody(tx)) return err({ kind: 'not-allowed', message: ALREADY });
    if (!(await spendLink(tx, input.token))) return err({ kind: 'not-allowed', message: INVALID });
    const user = userId.parse(uuidv7());
    const organisation = organisationId.parse(uuidv7());
    await tx.insert(organisations).values({ id: organisation, name: 'My organisation' });
    await tx.insert(users).values({ id: user, name: input.name, email: input.email, passwordHash });
    await tx.insert(memberships).values({ organisationId: organisation, userId: user, role: 'owner' });
    return ok({ user, organisation });
  });
}

/** Uses a link: sets the password and ends every session of the user. */
export async function setPasswordByLink(
  db: Database,
  input: { token: string; password: string; visitor: Visitor },
): Promise<Result<{ email: string }, SiteError>> {
  const passwordHash = await hashPassword(input.password);
  return whileAuthenticating(db, async (tx) => {
    const link = await usableLink(tx, input);
    if (!link.ok) return link;
    const user = link.value?.userId ?? null;
    if (link.value?.purpose !== 'new-password' || user === null || !(await spendLink(tx, input.token))) {
      return err({ kind: 'not-allowed', message: INVALID });
    }
    const [changed] = await tx
      .update(users)
      .set({ passwordHash, passwordChangedAt: new Date() })
      .where(eq(users.id, user))
      .returning({ email: users.email });
    if (!changed) return err({ kind: 'not-allowed', message: INVALID });
    await endOtherSessions(tx, user, null);
    await forgive(tx, 'account', changed.email);
    return ok(changed);
  });
}

const NOBODY = userId.parse('00000000-0000-7000-8000-000000000000');

async function anybody(tx: Transaction): Promise<boolean> {
  return (await tx.select({ id: users.id }).from(users).limit(1)).length > 0;
}

const fresh = (token: string) =>
  and(
    eq(onboardingTokens.tokenHash, linkTokenHash(token)),
    isNull(onboardingTokens.usedAt),
    gt(onboardingTokens.expiresAt, sql`now()`),
  );

/** The link's row, or null when there is none to use; guessing is limited for each address. */
async function usableLink(
  tx: Transaction,
  { token, visitor }: { token: string; visitor: Visitor },
): Promise<Result<typeof onboardingTokens.$inferSelect | null, SiteError>> {
  const [link] = await tx.select().from(onboardingTokens).where(fresh(token));
  if (link) return ok(link);
  const wait = visitor.address === null ? null : await countAttempt(tx, 'link', visitor.address);
  if (wait === null) return ok(null);
  const message = `Too many attempts. Try again in ${inWords(wait.waitSeconds)}.`;
  return err({ kind: 'too-many', message, waitSeconds: wait.waitSeconds });
}

async function spendLink(tx: Transaction, token: string): Promise<boolean> {
  const used = await tx
    .update(onboardingTokens)
    .set({ usedAt: new Date() })
    .where(fresh(token))
    .returning({ hash: onboardingTokens.tokenHash });
  return used.length > 0;
}
