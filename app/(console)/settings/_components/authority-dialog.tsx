// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { ErrorNotice } from '../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../_console/site-error.ts';
import { useTRPC } from '../../../_console/trpc.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { TextArea, TextField } from '../../../_ui/field.tsx';

export function AuthorityDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [pem, setPem] = useState('');
  const { mutate, reset, error, isPending } = useMutation(
    trpc.settings.addTrustedCa.mutationOptions({
      onSuccess: () => {
        onOpenChange(false);
        return queryClient.invalidateQueries(trpc.settings.trustedCas.queryFilter());
      },
    }),
  );
  useEffect(() => {
    if (open) return;
    reset();
    setName('');
    setPem('');
  }, [open, reset]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate({ name: name.trim(), pem });
  };
  const fields = error ? siteErrorOf(error).fields : {};
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      wide
      title="Trust another authority"
      description="Your hosts will accept every certificate that it makes. Add only one that you know."
    >
      <form onSubmit={submit} noValidate className="space-y-5">
        {error && Object.keys(fields).length === 0 ? <ErrorNotice error={error} /> : null}
        <TextField
          id="authority-name"
          label="What you call it"
          value={name}
          error={fields['name']}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
        />
        <TextArea
          id="authority-pem"
          label="Certificate"
          help="In PEM form: it begins with -----BEGIN CERTIFICATE-----"
          rows={8}
          value={pem}
          error={fields['pem']}
          onChange={(event) => setPem(event.target.value)}
          spellCheck={false}
        />
        <div className="flex justify-end gap-2.5">
          <Button onClick={() => onOpenChange(false)}>Leave it</Button>
          <Button type="submit" tone="primary" busy={isPending}>
            Trust it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
