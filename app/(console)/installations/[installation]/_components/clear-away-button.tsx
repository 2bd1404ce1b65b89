// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Allowed } from '../../../../_console/allowed.tsx';
import { toastError } from '../../../../_console/toasts.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';
import { paths } from '../../../../_ui/paths.ts';

/** Takes what was never installed off the list; what of it may have stayed on the host goes too. */
export function ClearAwayButton({ installation }: { installation: InstallationView }) {
  const trpc = useTRPC();
  const router = useRouter();
  const clear = useMutation(
    trpc.installations.uninstall.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
      onError: toastError,
    }),
  );
  return (
    <Allowed to="installations.uninstall">
      <Button
        size="small"
        busy={clear.isPending || clear.isSuccess}
        onClick={() => clear.mutate({ installation: installation.id, confirm: installation.domain })}
      >
        Clear it away
      </Button>
    </Allowed>
  );
}
