// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { ArrowUpRight, CircleAlert, CircleCheck, KeyRound, RotateCcw, Undo2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { InstallationView, OperationView } from '#contract/site-api.ts';
import { ServerSays } from '../../../../_console/query-state.tsx';
import { SignInDetailsDialog } from '../../../../_console/sign-in-details-dialog.tsx';
import { toastError } from '../../../../_console/toasts.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import type { Progress } from '../../../../_operation/fold-events.ts';
import { Button, buttonClass, LinkButton } from '../../../../_ui/button.tsx';
import { Notice } from '../../../../_ui/panel.tsx';
import { paths } from '../../../../_ui/paths.ts';

interface Ended {
  view: OperationView;
  progress: Progress;
  installation: InstallationView | undefined;
}

/** How it ended and what comes next. */
export function OperationEnd(ended: Ended) {
  return (
    <div className="mt-6" role="status">
      {ended.progress.state === 'succeeded' ? <Done {...ended} /> : <NotDone {...ended} />}
    </div>
  );
}

function Done({ view, installation }: Ended) {
  const [asking, setAsking] = useState(false);
  const sign = <CircleCheck size="1em" aria-hidden />;
  switch (view.kind) {
    case 'install':
    case 'restart':
      return (
        <Notice
          tone="hop"
          sign={sign}
          title={view.kind === 'install' ? 'It runs, and signing in was tried' : 'It answers again'}
          action={
            <div className="flex flex-wrap gap-2.5">
              {installation?.hasAdmin && view.kind === 'install' ? (
                <Button onClick={() => setAsking(true)}>
                  <KeyRound size={17} aria-hidden /> Sign-in details
                </Button>
              ) : null}
              {installation ? (
                <a href={installation.url} target="_blank" rel="noopener" className={buttonClass('primary')}>
                  Open <ArrowUpRight size={17} aria-hidden />
                </a>
              ) : null}
            </div>
          }
        >
          {view.kind === 'install' ? (
            <>
              If your browser warns about the certificate, it does not know your own authority yet:{' '}
              <Link href={paths.settings()} prefetch={false} className="underline underline-offset-2">
                add it once
              </Link>
              . Backups come with the next release; until then keep a copy of what you cannot lose.
            </>
          ) : (
            'Signing in to it was tried, and a wrong password was refused.'
          )}{' '}
          {installation ? (
            <Link
              href={paths.installation(installation.id)}
              prefetch={false}
              className="underline underline-offset-2"
            >
              Look after it
            </Link>
          ) : null}
          {installation ? (
            <SignInDetailsDialog installation={installation.id} open={asking} onOpenChange={setAsking} />
          ) : null}
        </Notice>
      );
    case 'uninstall':
      return (
        <Notice
          tone="hop"
          sign={sign}
          title="Nothing of it is left on the host"
          action={
            <LinkButton href={paths.installations()} tone="ink" size="small">
              Installations
            </LinkButton>
          }
        >
          Its files, database, account, certificate and address are gone, and the address is free again.
        </Notice>
      );
    case 'connect-host':
      return (
        <Notice
          tone="hop"
          sign={sign}
          title="You can install on it now"
          action={
            <div className="flex flex-wrap gap-2.5">
              <LinkButton href={paths.host(view.host)}>See the host</LinkButton>
              <LinkButton href={paths.catalogue()} tone="primary">
                Pick an app
              </LinkButton>
            </div>
          }
        >
          The host keeps what runs on it alive by itself, also when this site is off.
        </Notice>
      );
    case 'disconnect-host':
      return (
        <Notice
          tone="hop"
          sign={sign}
          title="Our programs are gone from it"
          action={
            <LinkButton href={paths.hosts()} tone="ink" size="small">
              Hosts
            </LinkButton>
          }
        >
          The server itself is untouched and can be connected again.
        </Notice>
      );
  }
}

function NotDone({ view, progress }: Ended) {
  const trpc = useTRPC();
  const router = useRouter();
  const retry = useMutation(
    trpc.operations.retry.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
      onError: toastError,
    }),
  );
  const cancelled = progress.state === 'cancelled';
  const failure = progress.failure ?? view.failure;
  const left = view.leftBehind
    ? 'Undoing failed too, so something was left on the host. Trying again clears it away first.'
    : view.kind === 'install' || view.kind === 'connect-host'
      ? 'Everything was undone: nothing was left behind.'
      : 'What was there before is still there.';
  return (
    <Notice
      tone={view.leftBehind || !cancelled ? 'brick' : 'amber'}
      sign={cancelled ? <Undo2 size="1em" aria-hidden /> : <CircleAlert size="1em" aria-hidden />}
      title={
        cancelled
          ? 'Cancelled, as you asked'
          : (failure?.message ?? 'It failed for a reason that was not recorded.')
      }
      action={
        <Button
          tone="ink"
          busy={retry.isPending || retry.isSuccess}
          onClick={() => retry.mutate({ operation: view.id })}
        >
          <RotateCcw size={16} aria-hidden /> Try again
        </Button>
      }
    >
      {cancelled ? null : <p>{failure?.remedy}</p>}
      <p className={view.leftBehind ? 'mt-1 font-semibold' : 'mt-1'}>{left}</p>
      {failure?.detail && !cancelled ? <ServerSays text={failure.detail} /> : null}
    </Notice>
  );
}
