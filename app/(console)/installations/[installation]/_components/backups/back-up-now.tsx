// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { DatabaseBackup } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Allowed } from '../../../../../_console/allowed.tsx';
import { toastError } from '../../../../../_console/toasts.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button, type ButtonTone } from '../../../../../_ui/button.tsx';
import { paths } from '../../../../../_ui/paths.ts';

/** To every place of the plan; without a plan there is nowhere to put it, and the plan's panel says so. */
export function BackUpNow({
  installation,
  tone = 'plain',
}: {
  installation: InstallationView;
  tone?: ButtonTone;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const plan = useQuery(trpc.backups.plan.queryOptions({ installation: installation.id }));
  const backUp = useMutation(
    trpc.backups.now.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
      onError: toastError,
    }),
  );
  if (!plan.data?.plan) return null;
  return (
    <Allowed to="backups.now">
      <Button
        size="small"
        tone={tone}
        busy={backUp.isPending || backUp.isSuccess}
        disabled={installation.currentOperation !== null}
        onClick={() => backUp.mutate({ installation: installation.id })}
      >
        <DatabaseBackup size={16} aria-hidden /> Back up now
      </Button>
    </Allowed>
  );
}
