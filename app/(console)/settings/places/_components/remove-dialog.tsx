// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import type { BackupTargetView } from '#contract/site-api/backups.ts';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';
import { Dialog } from '../../../../_ui/dialog.tsx';
import { plural } from '../../../../_ui/format.ts';
import { paths } from '../../../../_ui/paths.ts';

export function RemoveDialog({
  place,
  open,
  onOpenChange,
}: {
  place: BackupTargetView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { mutate, reset, error, isPending } = useMutation(
    trpc.backups.targets.remove.mutationOptions({
      onSuccess: ({ operation }) => {
        if (operation !== null) {
          router.push(paths.operation(operation));
          return;
        }
        onOpenChange(false);
        return queryClient.invalidateQueries(trpc.backups.targets.list.queryFilter());
      },
    }),
  );
  useEffect(() => {
    if (!open) reset();
  }, [open, reset]);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Remove ${place.name}`}>
      <div className="space-y-5">
        <p className="text-[15px]">
          {place.kind === 'store'
            ? 'The server takes no backups of others any more. What it stores stays on its disk; to restore from that, add the server again.'
            : 'No new backups go there. What is there stays and can still be restored from, as long as the server lets our key in.'}
          {place.backups > 0
            ? ` There ${place.backups === 1 ? 'is' : 'are'} ${plural(place.backups, 'backup')}.`
            : ''}
        </p>
        {error ? <ErrorNotice error={error} /> : null}
        <div className="flex flex-wrap justify-end gap-2.5">
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button tone="danger" busy={isPending} onClick={() => mutate({ target: place.id })}>
            Remove it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
