// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { HostView } from '#contract/site-api/hosts.ts';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';
import { Dialog } from '../../../../_ui/dialog.tsx';
import { CheckField } from '../../../../_ui/field.tsx';
import { plural } from '../../../../_ui/format.ts';
import { paths } from '../../../../_ui/paths.ts';

export function DisconnectDialog({
  host,
  open,
  onOpenChange,
}: {
  host: HostView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const [deleteBackups, setDeleteBackups] = useState(false);
  const onDisk = useQuery(trpc.backups.onHost.queryOptions({ host: host.id }, { enabled: open }));
  const backups = onDisk.data ?? 0;
  const disconnect = useMutation(
    trpc.hosts.disconnect.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Disconnect ${host.name}`}
      description="It can be connected again at any time."
    >
      {disconnect.error ? <ErrorNotice error={disconnect.error} className="mb-4" /> : null}
      <ul className="list-disc space-y-0.5 pl-5 text-[15px]">
        <li>our agent, its accounts and its files go from the server</li>
        <li>sealed roots kept there for quick installs go too</li>
        {backups > 0 ? (
          <li>
            {plural(backups, 'backup')} of yours {backups === 1 ? 'has' : 'have'} a copy there, which goes too
          </li>
        ) : null}
        <li>the server’s own programs and data stay</li>
      </ul>
      {backups > 0 ? (
        <div className="mt-4">
          <CheckField
            id="disconnect-delete-backups"
            label="The backups on it may be deleted"
            help="Copies at other places stay."
            checked={deleteBackups}
            onChange={(event) => setDeleteBackups(event.target.checked)}
          />
        </div>
      ) : null}
      <div className="mt-5 flex flex-wrap justify-end gap-2.5">
        <Button onClick={() => onOpenChange(false)}>Keep it</Button>
        <Button
          tone="danger"
          busy={disconnect.isPending || disconnect.isSuccess}
          disabled={!onDisk.isFetched || (backups > 0 && !deleteBackups)}
          onClick={() => disconnect.mutate({ host: host.id, deleteBackups })}
        >
          Disconnect
        </Button>
      </div>
    </Dialog>
  );
}
