// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { ArrowUpRight, KeyRound } from 'lucide-react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Allowed } from '../../../../_console/allowed.tsx';
import { AppIcon } from '../../../../_console/app-icon.tsx';
import { installationStates } from '../../../../_console/installation-words.ts';
import { SignInDetailsDialog } from '../../../../_console/sign-in-details-dialog.tsx';
import { Button, buttonClass } from '../../../../_ui/button.tsx';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';
import { StatusDot } from '../../../../_ui/status-dot.tsx';
import { useAsked } from './use-asked.ts';

export function InstallationHeading({ installation }: { installation: InstallationView }) {
  const [asking, setAsking] = useAsked(installation.id, 'sign-in');
  const state = installationStates[installation.state];
  const installed = installation.installedAtMs !== null && installation.state !== 'removed';
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-4 pt-3">
      <AppIcon app={installation.app} title={installation.appTitle} size={60} />
      <div className="min-w-0 flex-1 basis-64">
        <h1 className="font-bold text-[26px] sm:text-[30px]">{installation.title}</h1>
        <p className="text-muted">
          <span className="mr-2 inline-flex translate-y-[-1px]">
            <StatusDot tone={state.tone} pulse={state.moving ?? false} />
          </span>
          {installation.appTitle} {installation.version ?? ''}, {state.words}
          {installation.state === 'running' && installation.runningSinceMs !== null ? (
            <>
              {' '}
              <RelativeTime atMs={installation.runningSinceMs} form="since" />
            </>
          ) : null}
          ,{' '}
          <a
            href={installation.url}
            target="_blank"
            rel="noopener"
            className="break-all text-hop underline underline-offset-2"
          >
            {installation.domain}
          </a>
        </p>
      </div>
      {installed ? (
        <div className="flex flex-wrap gap-2.5 max-sm:w-full">
          {installation.hasAdmin ? (
            <Allowed to="installations.revealSignIn">
              <Button className="max-sm:flex-1" onClick={() => setAsking(true)}>
                <KeyRound size={17} aria-hidden /> Sign-in details
              </Button>
              <SignInDetailsDialog installation={installation} open={asking} onOpenChange={setAsking} />
            </Allowed>
          ) : null}
          <a
            href={installation.url}
            target="_blank"
            rel="noopener"
            className={buttonClass('primary', 'medium', 'px-5 max-sm:flex-1')}
          >
            Open <ArrowUpRight size={17} aria-hidden />
          </a>
        </div>
      ) : null}
    </div>
  );
}
