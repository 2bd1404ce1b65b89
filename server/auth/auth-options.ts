// SPDX-License-Identifier: AGPL-3.0-or-later
import type { NextAuthOptions } from 'next-auth';
import credentialsModule from 'next-auth/providers/credentials';
import { z } from 'zod';
import { type Database, whileAuthenticating } from '#server/database/connection.ts';
import { isSecureSite, sessionClaim, sessionCookieName } from './session-token.ts';
import { endSession, readSession, SESSION_LIFETIME_SECONDS } from './sessions.ts';
import { refusalInWords, signIn } from './sign-in.ts';
import { visitorOf } from './visitor.ts';

/** next-auth is CommonJS: what an import of it gives depends on who bundles. */
type CredentialsFunction = typeof credentialsModule;
const CredentialsProvider: CredentialsFunction =
  (credentialsModule as unknown as { default?: CredentialsFunction }).default ?? credentialsModule;

const signedInUser = z.object({ session: z.uuid() });

/**
 * next-auth does the cookie, the CSRF token and the token's encryption. Whether a token is good is ours to say: it names
 * a row of sessions, which is read each time.
 */
export function authOptions(site: { db: Database; siteUrl: string; authSecret: string }): NextAuthOptions {
  const { db, siteUrl, authSecret } = site;
  const secure = isSecureSite(siteUrl);
  const cookie = { httpOnly: true, sameSite: 'lax', path: '/', secure } as const;
  return {
    secret: authSecret,
    useSecureCookies: secure,
    session: { strategy: 'jwt', maxAge: SESSION_LIFETIME_SECONDS },
    cookies: { sessionToken: { name: sessionCookieName(siteUrl), options: cookie } },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    // An ended session is not an error of the site.
    logger: {
      error: (code, detail) => {
        if (code !== 'JWT_SESSION_ERROR') console.error(`next-auth: ${code}`, detail);
      },
      warn: () => {},
      debug: () => {},
    },
    providers: [
      CredentialsProvider({
        id: 'credentials',
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        async authorize(credentials, request) {
          const result = await signIn(db, {
            email: (credentials?.email ?? '').slice(0, 254),
            password: (credentials?.password ?? '').slice(0, 200),
            visitor: visitorOf(new Headers(request.headers as Record<string, string>)),
          });
          // The message of what is thrown reaches the form as `error`.
          if (!result.ok) throw new Error(refusalInWords(result.error));
          return { ...result.value.user, session: result.value.session };
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        if (user !== undefined) return { ...token, session: signedInUser.parse(user).session };
        const claim = sessionClaim.safeParse(token);
        const live = claim.success
          ? await whileAuthenticating(db, (tx) => readSession(tx, claim.data.session))
          : null;
        // next-auth answers "nobody" and takes the cookie away.
        if (live === null) throw new Error('This session has ended.');
        return { ...token, name: live.user.name, email: live.user.email };
      },
    },
    events: {
      async signOut({ token }) {
        const claim = sessionClaim.safeParse(token);
        if (!claim.success) return;
        await whileAuthenticating(db, async (tx) => {
          const live = await readSession(tx, claim.data.session);
          if (live) await endSession(tx, live.user.id, live.session);
        });
      },
    },
  };
}
