// SPDX-License-Identifier: AGPL-3.0-or-later
import { decode } from 'next-auth/jwt';
import { z } from 'zod';

/** Secure, and bound to the host name, when the site is https. */
export const isSecureSite = (siteUrl: string): boolean => new URL(siteUrl).protocol === 'https:';

export const sessionCookieName = (siteUrl: string): string =>
  isSecureSite(siteUrl) ? '__Host-hop3-session' : 'hop3-session';

/** The claim of our tokens that names the row of sessions. */
export const sessionClaim = z.object({ session: z.uuid() });

/** Id of the session that a cookie names; null for none, a forged or an expired one. The row decides whether it lives. */
export async function sessionIdOf(cookie: string | undefined, authSecret: string): Promise<string | null> {
  if (cookie === undefined || cookie === '') return null;
  try {
    const claims = sessionClaim.safeParse(await decode({ token: cookie, secret: authSecret }));
    return claims.success ? claims.data.session : null;
  } catch {
    // Not one of ours: a cookie is anybody's text.
    return null;
  }
}

/** Value of a cookie in a Cookie header. */
export function cookieValue(header: string | null, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return decodeURIComponent(part.slice(at + 1).trim());
  }
  return undefined;
}
