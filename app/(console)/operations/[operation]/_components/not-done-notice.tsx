// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, RotateCcw, Undo2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import { Allowed } from '../../../../_console/allowed.tsx';
import { isInstalled } from '../../../../_console/installation-words.ts';
import { ServerSays } from '../../../../_console/query-state.tsx';
import { toastError } from '../../../../_console/toasts.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import type { Progress } from '../../../../_operation/fold-events.ts';
import { hadNothingToDo } from '../../../../_operation/operation-words.ts';
import { Button } from '../../../../_ui/button.tsx';
import { LinkButton } from '../../../../_ui/link-button.tsx';
import { Notice } from '../../../../_ui/panel.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { undoneWords } from './ending-words.ts';

/** Why it failed, what to do, and how things are now. */
export function NotDoneNotice({
  view,
  progress,
  installation,
}: {
  view: OperationView;
  progress: Progress;
  installation: InstallationView | undefined;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const retry = useMutation(
    trpc.operations.retry.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
      onError: toastError,
    }),
  );
  const cancelled = progress.state === 'cancelled';
  const failure = progress.failure ?? view.failure;
  if (hadNothingToDo({ state: progress.state, failure })) {
    return (
      <Notice
        tone="plain"
        sign={<CircleCheck size="1em" aria-hidden />}
        title={failure?.message}
        action={
          installation === undefined ? null : (
            <LinkButton href={paths.installation(installation.id)}>Look after it</LinkButton>
          )
        }
      />
    );
  }
  const now = view.leftBehind
    ? 'Undoing failed too, so something was left on the host. Trying again clears it away first.'
    : undoneWords(view, installation);
  const lives = installation !== undefined && isInstalled(installation);
  return (
    <Notice
      tone={view.leftBehind || !cancelled ? 'brick' : 'amber'}
      sign={cancelled ? <Undo2 size="1em" aria-hidden /> : <CircleAlert size="1em" aria-hidden />}
      title={
        cancelled
          ? 'Cancelled, as you asked'
          : (failure?.message ?? 'It failed for a reason that was not recorded.')
      }
      action={
        <div className="flex flex-wrap gap-2.5">
          {lives ? <LinkButton href={paths.installation(installation.id)}>Look after it</LinkButton> : null}
          <Allowed to="operations.retry">
            <Button
              tone="ink"
              busy={retry.isPending || retry.isSuccess}
              onClick={() => retry.mutate({ operation: view.id })}
            >
              <RotateCcw size={16} aria-hidden /> Try again
            </Button>
          </Allowed>
        </div>
      }
    >
      {cancelled ? null : <p>{failure?.remedy}</p>}
      <p className={view.leftBehind ? 'mt-1 font-semibold' : 'mt-1'}>{now}</p>
      {failure?.detail && !cancelled ? <ServerSays text={failure.detail} /> : null}
    </Notice>
  );
}
