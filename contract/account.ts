// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { organisationId, plainText, userId } from './ids.ts';

export const PASSWORD_MIN_LENGTH = 12;

/** Length is what counts; 200 characters bound the work of hashing. */
export const newPassword = z
  .string()
  .min(PASSWORD_MIN_LENGTH, `At least ${PASSWORD_MIN_LENGTH} characters`)
  .max(200, 'At most 200 characters');

export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('An address such as you@example.org'));

export const personName = plainText.trim().min(1, 'Your name').max(80);

/** The last part of a one-time link. */
export const linkToken = z.string().max(100);

export const createAdministratorInput = z.strictObject({
  token: linkToken,
  name: personName,
  email,
  password: newPassword,
});

export const setPasswordInput = z.strictObject({ token: linkToken, password: newPassword });

export const changePasswordInput = z.strictObject({
  currentPassword: z.string().min(1, 'Your present password').max(200),
  newPassword,
});

/** welcome.state: what a link is good for. */
export const welcomeState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('first-administrator') }),
  z.strictObject({ state: z.literal('new-password'), email: z.string() }),
  /** Unknown, used, expired, or there is an administrator already. `message` says which and what to do. */
  z.strictObject({ state: z.literal('invalid'), message: z.string() }),
]);
export type WelcomeState = z.infer<typeof welcomeState>;

export const role = z.enum(['owner', 'admin', 'viewer']);

/** session.me */
export const me = z.strictObject({
  user: z.strictObject({ id: userId, name: z.string(), email: z.string() }),
  organisation: z.strictObject({ id: organisationId, name: z.string() }),
  role,
});
export type Me = z.infer<typeof me>;

/** A row of session.list. */
export const sessionView = z.strictObject({
  id: z.uuid(),
  current: z.boolean(),
  createdAtMs: z.int(),
  seenAtMs: z.int(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type SessionView = z.infer<typeof sessionView>;
