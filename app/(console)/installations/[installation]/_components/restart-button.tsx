// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Allowed } from '../../../../_console/allowed.tsx';
import { toastError } from '../../../../_console/toasts.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button, type ButtonSize, type ButtonTone } from '../../../../_ui/button.tsx';
import { paths } from '../../../../_ui/paths.ts';

export function RestartButton({
  installation,
  tone = 'plain',
  size = 'medium',
  label = 'Restart',
}: {
  installation: InstallationView;
  tone?: ButtonTone;
  size?: ButtonSize;
  label?: string;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const restart = useMutation(
    trpc.installations.restart.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
      onError: toastError,
    }),
  );
  return (
    <Allowed to="installations.restart">
      <Button
        tone={tone}
        size={size}
        busy={restart.isPending || restart.isSuccess}
        disabled={installation.currentOperation !== null}
        onClick={() => restart.mutate({ installation: installation.id })}
      >
        <RotateCw size={16} aria-hidden /> {label}
      </Button>
    </Allowed>
  );
}
