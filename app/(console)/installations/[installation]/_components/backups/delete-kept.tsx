// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useState } from 'react';
import type { BackupView } from '#contract/site-api/backups.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Allowed } from '../../../../../_console/allowed.tsx';
import { ErrorNotice } from '../../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../../_console/site-error.ts';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { Dialog } from '../../../../../_ui/dialog.tsx';
import { plural } from '../../../../../_ui/format.ts';
import { SectionHeading } from '../../../../../_ui/page-heading.tsx';
import { paths } from '../../../../../_ui/paths.ts';
import { TypeToConfirm } from '../../../../../_ui/type-to-confirm.tsx';

/** The end of an installation that was uninstalled: nothing of it is left anywhere. */
export function DeleteKept({
  installation,
  backups,
}: {
  installation: InstallationView;
  backups: BackupView[];
}) {
  const [asking, setAsking] = useState(false);
  return (
    <Allowed to="backups.deleteKept">
      <SectionHeading>What cannot be taken back</SectionHeading>
      <div className="rounded-2xl border border-brick/40 bg-surface p-5">
        <p className="text-[14.5px] text-muted">
          They are kept until you delete them. After that nothing of {installation.title} is left.
        </p>
        <Button
          tone="danger"
          className="mt-4 w-full"
          disabled={installation.currentOperation !== null}
          onClick={() => setAsking(true)}
        >
          Delete all its backups
        </Button>
      </div>
      <DeleteKeptDialog
        installation={installation}
        backups={backups}
        open={asking}
        onOpenChange={setAsking}
      />
    </Allowed>
  );
}

function DeleteKeptDialog({
  installation,
  backups,
  open,
  onOpenChange,
}: {
  installation: InstallationView;
  backups: BackupView[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const { mutate, reset, error, isPending, isSuccess } = useMutation(
    trpc.backups.deleteKept.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  useEffect(() => {
    if (open) return;
    setTyped('');
    reset();
  }, [open, reset]);
  const matches = typed.trim() === installation.title;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (matches) mutate({ installation: installation.id, confirm: typed });
  };
  const wrong = error ? siteErrorOf(error).fields['confirm'] : undefined;
  const places = [...new Set(backups.flatMap(({ copies }) => copies.map(({ name }) => name)))];
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete all backups of ${installation.title}`}
      description="This cannot be taken back."
    >
      <form onSubmit={submit} className="space-y-5">
        <p className="text-[15px]">
          {plural(backups.length, 'backup')} at {places.join(', ')}. Where nothing can be deleted from
          outside, copies stay until you delete them there; without their key nobody can read them.
        </p>
        {error && !wrong ? <ErrorNotice error={error} /> : null}
        <TypeToConfirm
          id="delete-kept-confirm"
          name={installation.title}
          value={typed}
          onChange={setTyped}
          error={wrong}
        />
        <div className="flex flex-wrap justify-end gap-2.5">
          <Button onClick={() => onOpenChange(false)}>Keep them</Button>
          <Button type="submit" tone="danger" disabled={!matches} busy={isPending || isSuccess}>
            Delete them all
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
