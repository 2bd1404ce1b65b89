// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useState } from 'react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../_console/site-error.ts';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';
import { Dialog } from '../../../../_ui/dialog.tsx';
import { CheckField } from '../../../../_ui/field.tsx';
import { formatBytes, plural } from '../../../../_ui/format.ts';
import { paths } from '../../../../_ui/paths.ts';
import { TypeToConfirm } from '../../../../_ui/type-to-confirm.tsx';

/** Names what goes and what stays, offers a last backup, and wants the address typed. */
export function UninstallDialog({
  installation,
  open,
  onOpenChange,
}: {
  installation: InstallationView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const [lastBackup, setLastBackup] = useState(true);
  const of = { installation: installation.id };
  const plan = useQuery(trpc.backups.plan.queryOptions(of, { enabled: open }));
  const kept = useQuery(trpc.backups.list.queryOptions(of, { enabled: open }));
  const canBackUp = plan.data?.plan != null;
  const backups = kept.data?.backups.length ?? 0;
  const { mutate, reset, error, isPending, isSuccess } = useMutation(
    trpc.installations.uninstall.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  useEffect(() => {
    if (open) return;
    setTyped('');
    setLastBackup(true);
    reset();
  }, [open, reset]);
  const matches = typed.trim().toLowerCase() === installation.domain;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (matches) mutate({ ...of, confirm: installation.domain, lastBackup: lastBackup && canBackUp });
  };
  const wrong = error ? siteErrorOf(error).fields['confirm'] : undefined;
  const data =
    installation.dataBytes === null ? 'its files' : `its files (${formatBytes(installation.dataBytes)})`;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Uninstall ${installation.title}`}
      description={`From ${installation.hostName}.`}
    >
      <form onSubmit={submit} className="space-y-5">
        <div>
          <p className="font-semibold text-[15px]">What goes</p>
          <ul className="mt-1.5 list-disc space-y-0.5 pl-5 text-[15px] marker:text-brick">
            <li>everything that people put into it: {data} and its database</li>
            <li>its accounts and passwords</li>
            <li>its certificate, and the address {installation.domain}, which becomes free</li>
          </ul>
        </div>
        <div>
          <p className="font-semibold text-[15px]">What stays</p>
          <p className="mt-1 text-[15px]">
            {backups === 0 && !canBackUp
              ? 'Nothing: it has no backups. What people put into it is gone for good.'
              : `${backups === 0 ? 'Its backups' : `Its ${plural(backups, 'backup')}`}, under Installations, Kept backups, until you delete them there. It can be brought back from one.`}
          </p>
        </div>
        {canBackUp ? (
          <CheckField
            id="uninstall-last-backup"
            label="Make a last backup first"
            help="If that fails, nothing is uninstalled."
            checked={lastBackup}
            onChange={(event) => setLastBackup(event.target.checked)}
          />
        ) : null}
        {error && !wrong ? <ErrorNotice error={error} /> : null}
        <TypeToConfirm
          id="uninstall-confirm"
          name={installation.domain}
          value={typed}
          onChange={setTyped}
          error={wrong}
        />
        <div className="flex flex-wrap justify-end gap-2.5">
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button type="submit" tone="danger" disabled={!matches} busy={isPending || isSuccess}>
            Uninstall it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
