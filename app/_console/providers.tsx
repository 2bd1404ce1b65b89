// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { PermissionsProvider } from './allowed.tsx';
import { type IconColourMap, IconColours } from './app-icon.tsx';
import { Toasts } from './toasts.tsx';
import { makeQueryClient, makeTrpcClient, TRPCProvider } from './trpc.ts';

/** What signed-in pages need; public pages go without. */
export function Providers({
  icons,
  refused,
  children,
}: {
  icons: IconColourMap;
  /** What the API refuses to who is signed in. */
  refused: string[];
  children: ReactNode;
}) {
  const [queryClient] = useState(makeQueryClient);
  const [trpcClient] = useState(makeTrpcClient);
  const refusedSet = useMemo(() => new Set(refused), [refused]);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        <IconColours value={icons}>
          <PermissionsProvider refused={refusedSet}>
            {/* The policy allows no style elements. */}
            <CSPProvider disableStyleElements>{children}</CSPProvider>
          </PermissionsProvider>
        </IconColours>
        <Toasts />
      </TRPCProvider>
    </QueryClientProvider>
  );
}
