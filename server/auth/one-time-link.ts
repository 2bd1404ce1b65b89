// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash, randomBytes } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { onboardingTokens } from '#drizzle/schema/onboarding-tokens.ts';
import { users } from '#drizzle/schema/users.ts';
import { openDatabase } from '#server/database/connection.ts';

const LIFETIME_MS = { 'first-administrator': 24 * 3_600_000, 'new-password': 3_600_000 } as const;

export const linkTokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

interface LinkOptions {
  /** hop3_owner's URL. */
  databaseUrl: string;
  siteUrl: string;
}

/** A link with which the first administrator makes their account, valid once and for a day; null when there is a user. */
export async function oneTimeLink({ databaseUrl, siteUrl }: LinkOptions): Promise<string | null> {
  const db = openDatabase(databaseUrl, { max: 1 });
  try {
    const [anybody] = await db.select({ id: users.id }).from(users).limit(1);
    return anybody ? null : await insertLink(db, { siteUrl, purpose: 'first-administrator', user: null });
  } finally {
    await db.$client.end();
  }
}

/** A link with which a user sets a new password, valid once and for an hour; without an e-mail address the first user's. */
export async function newPasswordLink(
  options: LinkOptions & { email: string | null },
): Promise<{ link: string; email: string } | null> {
  const db = openDatabase(options.databaseUrl, { max: 1 });
  try {
    const wanted = options.email?.trim().toLowerCase();
    const [user] = await db
      .select({ id: users.id, email: users.email })
      .from(users)
      .where(wanted === undefined ? undefined : eq(users.email, wanted))
      .orderBy(asc(users.createdAt))
      .limit(1);
    if (!user) return null;
    const link = await insertLink(db, { siteUrl: options.siteUrl, purpose: 'new-password', user: user.id });
    return { link, email: user.email };
  } finally {
    await db.$client.end();
  }
}

async function insertLink(
  db: ReturnType<typeof openDatabase>,
  link: {
    siteUrl: string;
    purpose: keyof typeof LIFETIME_MS;
    user: (typeof users.$inferSelect)['id'] | null;
  },
): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  await db.insert(onboardingTokens).values({
    tokenHash: linkTokenHash(token),
    purpose: link.purpose,
    userId: link.user,
    expiresAt: new Date(Date.now() + LIFETIME_MS[link.purpose]),
  });
  return new URL(`/welcome/${token}`, link.siteUrl).href;
}
