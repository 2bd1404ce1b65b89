// SPDX-License-Identifier: AGPL-3.0-or-later
import nextAuthModule from 'next-auth';
import { webProcess } from '#server/api/web-process.ts';
import { authOptions } from '#server/auth/auth-options.ts';

export const dynamic = 'force-dynamic';

type Handler = (
  request: Request,
  context: { params: Promise<{ nextauth: string[] }> },
  options: ReturnType<typeof authOptions>,
) => Promise<Response>;

// next-auth is CommonJS: what an import of it gives depends on the bundler.
const nextAuth = ((nextAuthModule as unknown as { default?: unknown }).default ?? nextAuthModule) as Handler;

// Not at import: building the site needs no secret and no database.
const handle = (request: Request, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> =>
  nextAuth(request, context, authOptions(webProcess()));

export { handle as GET, handle as POST };
