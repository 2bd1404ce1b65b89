// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { QueryClient } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import superjson from 'superjson';
import type { AppRouter } from '#server/api/root.ts';
import { paths } from '../_ui/paths.ts';
import { siteErrorOf } from './site-error.ts';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export function makeTrpcClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: paths.trpc(), transformer: superjson }),
        false: httpBatchLink({ url: paths.trpc(), transformer: superjson, maxURLLength: 8000 }),
      }),
    ],
  });
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        // What was refused stays refused; a lost connection is tried again.
        retry: (count, error) =>
          count < 2 && siteErrorOf(error).error === null && !siteErrorOf(error).refused,
      },
    },
  });
}
