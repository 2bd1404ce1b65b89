// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Database, type OrganisationScope, whileAuthenticating } from '#server/database/connection.ts';
import { cookieValue, sessionCookieName, sessionIdOf } from './session-token.ts';
import { readSession, type SignedIn } from './sessions.ts';

interface Site {
  db: Database;
  siteUrl: string;
  authSecret: string;
}

/** Who sent a request, by its Cookie header; null when nobody is signed in. */
export async function signedInBy(site: Site, cookieHeader: string | null): Promise<SignedIn | null> {
  const cookie = cookieValue(cookieHeader, sessionCookieName(site.siteUrl));
  const id = await sessionIdOf(cookie, site.authSecret);
  return id === null ? null : whileAuthenticating(site.db, (tx) => readSession(tx, id));
}

/** The one place where a scope is made: from a session that was just read. */
export function scopeOf(signedIn: SignedIn): OrganisationScope {
  const { organisation, user, role } = signedIn;
  // The brand exists in types only.
  return { organisation: organisation.id, user, role } as OrganisationScope;
}
