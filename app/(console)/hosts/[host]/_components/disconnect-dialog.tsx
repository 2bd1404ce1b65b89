// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { HostView } from '#contract/site-api.ts';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';
import { Dialog } from '../../../../_ui/dialog.tsx';
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
        <li>the server’s own programs and data stay</li>
      </ul>
      <div className="mt-5 flex flex-wrap justify-end gap-2.5">
        <Button onClick={() => onOpenChange(false)}>Keep it</Button>
        <Button
          tone="danger"
          busy={disconnect.isPending || disconnect.isSuccess}
          onClick={() => disconnect.mutate({ host: host.id })}
        >
          Disconnect
        </Button>
      </div>
    </Dialog>
  );
}
