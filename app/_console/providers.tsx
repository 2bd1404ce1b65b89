// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type IconColourMap, IconColours } from './app-icon.tsx';
import { Toasts } from './toasts.tsx';
import { makeQueryClient, makeTrpcClient, TRPCProvider } from './trpc.ts';

/** What signed-in pages need; public pages go without. */
export function Providers({ icons, children }: { icons: IconColourMap; children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [trpcClient] = useState(makeTrpcClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        <IconColours value={icons}>
          {/* The policy allows no style elements. */}
          <CSPProvider disableStyleElements>{children}</CSPProvider>
        </IconColours>
        <Toasts />
      </TRPCProvider>
    </QueryClientProvider>
  );
}
