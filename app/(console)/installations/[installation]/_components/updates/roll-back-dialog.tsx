// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { UpdateView } from '#contract/site-api/updates.ts';
import { ErrorNotice } from '../../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { Choice } from '../../../../../_ui/choice.tsx';
import { Dialog } from '../../../../../_ui/dialog.tsx';
import { paths } from '../../../../../_ui/paths.ts';
import { RelativeTime } from '../../../../../_ui/relative-time.tsx';
import { previousName } from './update-words.ts';

/** Back to the version before, with one question: what becomes of the data. */
export function RollBackDialog({
  installation,
  view,
  previous,
  open,
  onOpenChange,
}: {
  installation: InstallationView;
  view: UpdateView;
  previous: NonNullable<UpdateView['previous']>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const [withData, setWithData] = useState(false);
  const { mutate, reset, error, isPending, isSuccess } = useMutation(
    trpc.updates.rollBack.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  useEffect(() => {
    if (open) return;
    setWithData(false);
    reset();
  }, [open, reset]);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Back to ${previousName(installation.appTitle, { current: view.current, previous }).long}`}
      description={
        <>
          It ran until <RelativeTime atMs={previous.sinceMs} />, and is kept on the server. Visitors wait for
          a moment.
        </>
      }
    >
      <div className="space-y-5">
        <fieldset>
          <legend className="mb-2.5 font-semibold text-[15px]">What about the data?</legend>
          <div className="space-y-3">
            <Choice
              name="roll-back-data"
              value="keep"
              chosen={!withData}
              onChoose={() => setWithData(false)}
              title="Keep it as it is now"
              help="Nothing that people wrote is lost. Where the newer version has changed the data, the older one may not understand it: then nothing changes, and you are told."
            />
            {previous.withData ? (
              <Choice
                name="roll-back-data"
                value="back"
                chosen={withData}
                onChoose={() => setWithData(true)}
                title="Put the data from before the update back too"
                help={
                  <>
                    What was written since <RelativeTime atMs={previous.sinceMs} /> is not in it. The present
                    data is backed up first, and kept on the server for seven days.
                  </>
                }
              />
            ) : (
              <p className="text-[14.5px] text-muted">
                There is no backup from before the update to put back.
              </p>
            )}
          </div>
        </fieldset>
        {error ? <ErrorNotice error={error} /> : null}
        <div className="flex flex-wrap justify-end gap-2.5">
          <Button onClick={() => onOpenChange(false)}>Stay with this version</Button>
          <Button
            tone={withData ? 'danger' : 'ink'}
            busy={isPending || isSuccess}
            onClick={() => mutate({ installation: installation.id, withData })}
          >
            {withData ? 'Go back, with the data of then' : 'Go back'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
