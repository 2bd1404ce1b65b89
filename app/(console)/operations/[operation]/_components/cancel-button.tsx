// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { OperationState } from '#contract/operation.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import { Allowed } from '../../../../_console/allowed.tsx';
import { toastError } from '../../../../_console/toasts.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';

export function CancelButton({ view, state }: { view: OperationView; state: OperationState }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const cancel = useMutation(
    trpc.operations.cancel.mutationOptions({
      onError: toastError,
      onSettled: () =>
        queryClient.invalidateQueries(trpc.operations.byId.queryFilter({ operation: view.id })),
    }),
  );
  const undoing = state === 'undoing' || view.cancelRequested || cancel.isSuccess;
  return (
    <div className="mt-5 flex flex-wrap items-center gap-4 text-[14.5px] text-muted">
      <Allowed to="operations.cancel">
        <Button
          size="small"
          className="h-10 px-4"
          busy={cancel.isPending || undoing}
          onClick={() => cancel.mutate({ operation: view.id })}
        >
          {undoing ? 'Undoing' : view.kind === 'uninstall' ? 'Stop here' : 'Cancel and undo'}
        </Button>
      </Allowed>
      <span className="min-w-0 flex-1 basis-64">
        You can close this page. The work goes on. If something stops it, it is finished or undone at the next
        start.
      </span>
    </div>
  );
}
