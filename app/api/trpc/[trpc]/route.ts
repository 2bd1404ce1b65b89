// SPDX-License-Identifier: AGPL-3.0-or-later
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { contextOf, isFromOurPages } from '#server/api/context.ts';
import { appRouter } from '#server/api/root.ts';
import { webProcess } from '#server/api/web-process.ts';

export const dynamic = 'force-dynamic';

async function handle(request: Request): Promise<Response> {
  const web = webProcess();
  if (!isFromOurPages(request, web.siteUrl))
    return new Response('This request comes from another site.', { status: 403 });
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () => contextOf(web, request.headers),
    onError: ({ error, path }) => {
      // Refusals are answers; only what is our fault is written down.
      if (error.code === 'INTERNAL_SERVER_ERROR') console.error(`${path}:`, rootCause(error));
    },
  });
}

/** Without the layers above it: Drizzle's has the values of the statement in its message. */
function rootCause(error: Error): unknown {
  let cause: unknown = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  return cause;
}

export { handle as GET, handle as POST };
