// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { BackupView } from '#contract/site-api/backups.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { ErrorNotice } from '../../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { Choice } from '../../../../../_ui/choice.tsx';
import { Dialog } from '../../../../../_ui/dialog.tsx';
import { formatDuration } from '../../../../../_ui/format.ts';
import { paths } from '../../../../../_ui/paths.ts';
import { DayAndTime } from '../../../../../_ui/relative-time.tsx';

interface RestoreQuestion {
  installation: InstallationView;
  /** Null: closed. */
  backup: BackupView | null;
  backups: BackupView[];
  /** Of what is installed now. */
  packageDigest: string;
  onClose: () => void;
}

/** Says exactly what happens to the present before anything does. */
export function RestoreDialog(question: RestoreQuestion) {
  const { installation, backup, onClose } = question;
  return (
    <Dialog
      open={backup !== null}
      onOpenChange={(open) => (open ? null : onClose())}
      title={`Restore ${installation.title}`}
      description={
        backup ? (
          <>
            To how it was <DayAndTime atMs={backup.atMs} lower />.
          </>
        ) : null
      }
    >
      {backup ? <Question {...question} backup={backup} /> : null}
    </Dialog>
  );
}

function Question({
  installation,
  backup,
  backups,
  packageDigest,
  onClose,
}: RestoreQuestion & { backup: BackupView }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [target, setTarget] = useState<string | null>(null);
  const restore = useMutation(
    trpc.backups.restore.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  const usable = backup.copies.filter((copy) => copy.usable);
  const newest = backups[0];
  return (
    <div className="space-y-5">
      <ol className="list-decimal space-y-2 pl-5 text-[15px] marker:text-muted">
        <li>
          The backup is fetched and put beside what is there now. {installation.title} runs on meanwhile.
        </li>
        <li>
          Then visitors read that it is being restored
          {newest
            ? `, for about as long as a backup takes: the last one took ${formatDuration(newest.durationMs)}`
            : ''}
          . What is there now is saved as a backup of its own.
        </li>
        <li>It is started with the restored data and signed in to. Only then visitors are let in again.</li>
        {backup.packageDigest === packageDigest ? null : (
          <li>
            The app itself goes back too, to version {backup.version} of package {backup.packageVersion}.
          </li>
        )}
      </ol>
      <div className="rounded-xl bg-sunken px-4 py-3 text-[14.5px]">
        <p className="font-semibold">The way back</p>
        <p className="mt-0.5 text-ink/80">
          If anything fails, it comes back as it is now by itself. Afterwards you can restore the backup
          “Before a restore”, and its server keeps the data of now for 7 more days. What people wrote since
          the backup is in there, not in the restored app.
        </p>
      </div>
      {usable.length > 1 ? (
        <fieldset>
          <legend className="mb-2 font-semibold text-[15px]">Fetch it from</legend>
          <div className="space-y-1.5">
            <Choice
              name="from"
              value=""
              chosen={target === null}
              onChoose={() => setTarget(null)}
              title="The nearest copy"
            />
            {usable.map((copy) => (
              <Choice
                key={copy.target}
                name="from"
                value={copy.target}
                chosen={target === copy.target}
                onChoose={() => setTarget(copy.target)}
                title={copy.name}
              />
            ))}
          </div>
        </fieldset>
      ) : null}
      {restore.error ? <ErrorNotice error={restore.error} /> : null}
      <div className="flex flex-wrap justify-end gap-2.5">
        <Button onClick={onClose}>Leave it as it is</Button>
        <Button
          tone="primary"
          busy={restore.isPending || restore.isSuccess}
          onClick={() =>
            restore.mutate({
              installation: installation.id,
              backup: backup.id,
              ...(target === null ? {} : { target }),
            })
          }
        >
          Restore it
        </Button>
      </div>
    </div>
  );
}
