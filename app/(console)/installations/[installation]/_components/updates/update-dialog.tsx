// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { UpdateView } from '#contract/site-api/updates.ts';
import { ErrorNotice } from '../../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { Dialog } from '../../../../../_ui/dialog.tsx';
import { paths } from '../../../../../_ui/paths.ts';
import { Rehearsed } from './rehearsed.tsx';
import { capital, fromTo, rehearsalOf, updateSteps, versionName } from './update-words.ts';

/**
 * What an update brings and what will happen. `digest` says to which package: the one on offer, or the installed one to
 * build it again.
 */
export function UpdateDialog({
  installation,
  view,
  digest,
  open,
  onOpenChange,
}: {
  installation: InstallationView;
  view: UpdateView;
  digest: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const { mutate, reset, error, isPending, isSuccess } = useMutation(
    trpc.updates.update.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
    }),
  );
  useEffect(() => {
    if (!open) reset();
  }, [open, reset]);
  const available = digest === view.available?.packageDigest ? view.available : null;
  const rehearsal = available === null ? null : rehearsalOf(view);
  const { appTitle } = installation;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={available === null ? `Build ${installation.title} again` : `Update ${installation.title}`}
      description={
        available === null
          ? `${capital(versionName(appTitle, view.current))}, with the newest security fixes of everything that it is built of.`
          : available.kind === 'rebuilt'
            ? `${capital(versionName(appTitle, view.current))}, with its package mended.`
            : fromTo(view, available)
      }
    >
      <div className="space-y-5">
        {available !== null && available.changes.length > 0 ? (
          <WhatIsNew changes={available.changes} />
        ) : null}
        <section>
          <h3 className="font-sans font-semibold text-[15px] tracking-normal">What will happen</h3>
          <ol className="mt-1.5 list-decimal space-y-1.5 pl-5 text-[15px] marker:text-muted">
            {updateSteps(available ?? view.current).map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
        {rehearsal === null ? null : (
          <p
            className={`rounded-xl px-4 py-3 text-[14.5px] ${rehearsal.ok ? 'bg-hop-soft' : 'bg-amber-soft'}`}
          >
            <Rehearsed rehearsal={rehearsal} />
            {rehearsal.ok || rehearsal.failure?.remedy == null ? null : ` ${rehearsal.failure.remedy}`}
          </p>
        )}
        {error ? <ErrorNotice error={error} /> : null}
        <div className="flex flex-wrap justify-end gap-2.5">
          <Button onClick={() => onOpenChange(false)}>Not now</Button>
          <Button
            tone="primary"
            busy={isPending || isSuccess}
            onClick={() => mutate({ installation: installation.id, packageDigest: digest })}
          >
            {available === null ? 'Build it again' : rehearsal?.ok === false ? 'Try once more' : 'Update'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function WhatIsNew({ changes }: { changes: NonNullable<UpdateView['available']>['changes'] }) {
  return (
    <section>
      <h3 className="font-sans font-semibold text-[15px] tracking-normal">What is new</h3>
      {/* A long list scrolls, so that the buttons stay in sight; a region that scrolls is reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <div className="mt-1.5 max-h-52 space-y-3 overflow-y-auto" tabIndex={0}>
        {changes.map(({ packageVersion, lines }) => (
          <div key={packageVersion}>
            {changes.length > 1 ? <p className="text-[13.5px] text-muted">Package {packageVersion}</p> : null}
            <ul className="list-disc space-y-0.5 pl-5 text-[15px] marker:text-hop">
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
