// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import type { HostView } from '#contract/site-api/hosts.ts';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../_console/site-error.ts';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';
import { Dialog } from '../../../../_ui/dialog.tsx';
import { plural } from '../../../../_ui/format.ts';
import { paths } from '../../../../_ui/paths.ts';
import { TypeToConfirm } from '../../../../_ui/type-to-confirm.tsx';

/** For a server that burnt, was stolen or given back: lets go of it with what was on it. */
export function LostDialog({
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
  const [typed, setTyped] = useState('');
  const { mutate, error, isPending, isSuccess } = useMutation(
    trpc.hosts.letGo.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  const matches = typed.trim() === host.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (matches) mutate({ host: host.id, confirm: host.name });
  };
  const wrong = error ? siteErrorOf(error).fields['confirm'] : undefined;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`${host.name} is lost`}
      description="For a server that will not come back."
    >
      <form onSubmit={submit} className="space-y-5">
        <ul className="list-disc space-y-1 pl-5 text-[15px]">
          <li>
            {plural(host.installations, 'app')} on it {host.installations === 1 ? 'leaves' : 'leave'} the
            list, and the addresses become free
          </li>
          <li>backups at other places stay: you find them under Installations, Kept backups</li>
          <li>if the server comes back after all, what is on it runs on but is no longer looked after</li>
        </ul>
        {error && !wrong ? <ErrorNotice error={error} /> : null}
        <TypeToConfirm id="lost-confirm" name={host.name} value={typed} onChange={setTyped} error={wrong} />
        <div className="flex flex-wrap justify-end gap-2.5">
          <Button onClick={() => onOpenChange(false)}>Wait for it</Button>
          <Button type="submit" tone="danger" disabled={!matches} busy={isPending || isSuccess}>
            Let go of it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
