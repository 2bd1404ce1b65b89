// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { BackupView } from '#contract/site-api/backups.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { ErrorNotice } from '../../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { Dialog } from '../../../../../_ui/dialog.tsx';
import { paths } from '../../../../../_ui/paths.ts';
import { DayAndTime } from '../../../../../_ui/relative-time.tsx';

interface ForgetQuestion {
  installation: InstallationView;
  /** Null: closed. */
  backup: BackupView | null;
  isNewest: boolean;
  onClose: () => void;
}

export function ForgetDialog(question: ForgetQuestion) {
  const { backup, onClose } = question;
  return (
    <Dialog
      open={backup !== null}
      onOpenChange={(open) => (open ? null : onClose())}
      title="Delete this backup"
      description={
        backup ? (
          <>
            Of {question.installation.title}, made <DayAndTime atMs={backup.atMs} lower />. This cannot be
            taken back.
          </>
        ) : null
      }
    >
      {backup ? <Question {...question} backup={backup} /> : null}
    </Dialog>
  );
}

function Question({ installation, backup, isNewest, onClose }: ForgetQuestion & { backup: BackupView }) {
  const trpc = useTRPC();
  const router = useRouter();
  const targets = useQuery(trpc.backups.targets.list.queryOptions());
  const forget = useMutation(
    trpc.backups.forget.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  const appendOnly = new Set(targets.data?.filter((each) => each.appendOnly).map(({ id }) => id));
  const staying = backup.copies.filter(({ target }) => appendOnly.has(target)).map(({ name }) => name);
  return (
    <div className="space-y-5">
      <p className="text-[15px]">
        {isNewest ? 'It is the newest one. ' : ''}What else is kept stays as it is, and the plan goes on.
        {staying.length > 0
          ? ` The copy at ${staying.join(' and ')} stays until its time is over: nothing can be deleted there from outside.`
          : ''}
      </p>
      {forget.error ? <ErrorNotice error={forget.error} /> : null}
      <div className="flex flex-wrap justify-end gap-2.5">
        <Button onClick={onClose}>Keep it</Button>
        <Button
          tone="danger"
          busy={forget.isPending || forget.isSuccess}
          onClick={() => forget.mutate({ installation: installation.id, backup: backup.id })}
        >
          Delete it
        </Button>
      </div>
    </div>
  );
}
