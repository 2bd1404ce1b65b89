// SPDX-License-Identifier: AGPL-3.0-or-later

import { organisationId, userId } from '#contract/ids.ts';
import { memberships, users } from '#drizzle/schema/users.ts';
import { hashPassword } from '#server/auth/password.ts';
import { openDatabase, whileAuthenticating } from '#server/database/connection.ts';
import { readSecretFile } from '#server/database/secret-file.ts';
import { uuidv7 } from '#server/database/uuidv7.ts';
import { homePaths } from '#server/home.ts';

/** Gives an organisation a member who may only look. No page does that yet. */
export async function addViewer(
  home: string,
  organisation: string,
  account: { name: string; email: string; password: string },
): Promise<void> {
  const url = await readSecretFile(homePaths(home).secret('web', 'database-url'));
  if (url === null) throw new Error(`There is no site in ${home}.`);
  const db = openDatabase(url, { max: 1 });
  try {
    const { name, email, password } = account;
    const passwordHash = await hashPassword(password);
    await whileAuthenticating(db, async (tx) => {
      const id = userId.parse(uuidv7());
      await tx.insert(users).values({ id, name, email, passwordHash });
      await tx
        .insert(memberships)
        .values({ organisationId: organisationId.parse(organisation), userId: id, role: 'viewer' });
    });
  } finally {
    await db.$client.end();
  }
}
