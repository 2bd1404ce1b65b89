// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import type { HostView } from '#contract/site-api/hosts.ts';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../_console/site-error.ts';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';
import { Dialog } from '../../../../_ui/dialog.tsx';
import { TextField } from '../../../../_ui/field.tsx';

export function RenameDialog({
  host,
  open,
  onOpenChange,
}: {
  host: HostView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(host.name);
  const { mutate, reset, error, isPending } = useMutation(
    trpc.hosts.rename.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.hosts.pathFilter());
        onOpenChange(false);
      },
    }),
  );
  useEffect(() => {
    if (!open) return;
    setName(host.name);
    reset();
  }, [open, host.name, reset]);
  const mistake = error ? siteErrorOf(error).fields['name'] : undefined;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Rename ${host.name}`}
      description="What you call it here. Its addresses stay as they are."
    >
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          mutate({ host: host.id, name });
        }}
      >
        {error && !mistake ? <ErrorNotice error={error} /> : null}
        <TextField
          id="host-name"
          label="Name"
          help="Lowercase letters, digits and hyphens."
          value={name}
          error={mistake}
          onChange={(event) => setName(event.target.value.trim())}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <div className="flex justify-end gap-2.5">
          <Button onClick={() => onOpenChange(false)}>Leave it</Button>
          <Button type="submit" tone="primary" busy={isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
