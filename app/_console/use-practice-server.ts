// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { paths } from '../_ui/paths.ts';
import { useTRPC } from './trpc.ts';

/** The practice server of this computer: whether there is one to connect, and the one click. */
export function usePracticeServer() {
  const trpc = useTRPC();
  const router = useRouter();
  const offer = useQuery(trpc.hosts.offer.queryOptions());
  const connect = useMutation(
    trpc.hosts.connect.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  return {
    offer,
    error: connect.error,
    busy: connect.isPending || connect.isSuccess,
    connect: () => connect.mutate({ method: 'practice', name: offer.data?.name ?? 'practice' }),
  };
}
