// SPDX-License-Identifier: AGPL-3.0-or-later
import { hash, verify } from '@node-rs/argon2';

/** argon2id (the library's default) with OWASP's first choice for it: 19 MiB, 2 passes, 1 lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password, COST);

let nobody: Promise<string> | null = null;

/** Takes as long when there is no such account (hash null) as when there is one. */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password');
  const matches = await verify(passwordHash ?? (await nobody), password);
  return matches && passwordHash !== null;
}
