// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { ServerOff } from 'lucide-react';
import type { HostView } from '#contract/site-api/hosts.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { SettingsOf } from '../../../../_console/install-answers.ts';
import { Answer } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { EmptyState } from '../../../../_ui/empty-state.tsx';
import { LinkButton } from '../../../../_ui/link-button.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { SkeletonList } from '../../../../_ui/skeleton.tsx';
import { InstallQuestions } from './install-questions.tsx';

export interface InstallFormApp {
  app: string;
  appTitle: string;
  settings: SettingsOf;
  /** Null: the app has no account of its own. */
  adminUsername: string | null;
  /** The one chosen on the page before. */
  host: string | null;
}

export function InstallForm(app: InstallFormApp) {
  const trpc = useTRPC();
  const hosts = useQuery(trpc.hosts.list.queryOptions(undefined, { refetchInterval: 15_000 }));
  const installations = useQuery(trpc.installations.list.queryOptions());
  const both = {
    data:
      hosts.data && installations.data ? { hosts: hosts.data, installations: installations.data } : undefined,
    error: hosts.error ?? installations.error,
    refetch: () => Promise.all([hosts.refetch(), installations.refetch()]),
  };
  return (
    <Answer query={both} loading={<SkeletonList rows={4} label="Loading the form" />}>
      {(data) => <Ready app={app} {...data} />}
    </Answer>
  );
}

function Ready({
  app,
  hosts,
  installations,
}: {
  app: InstallFormApp;
  hosts: HostView[];
  installations: InstallationView[];
}) {
  const usable = hosts.filter((host) => host.state === 'connected');
  if (usable.length > 0) {
    return <InstallQuestions {...app} hosts={usable} taken={installations.map(({ domain }) => domain)} />;
  }
  const connecting = hosts.find((host) => host.state === 'connecting');
  return (
    <EmptyState
      sign={<ServerOff size="1em" />}
      title={
        connecting
          ? `${connecting.name} is being connected`
          : hosts.length > 0
            ? 'No host answers'
            : 'There is no host to install on yet'
      }
      action={
        connecting?.currentOperation ? (
          <LinkButton href={paths.operation(connecting.currentOperation)} tone="primary">
            Watch it
          </LinkButton>
        ) : hosts.length > 0 ? (
          <LinkButton href={paths.hosts()} tone="primary">
            Look at your hosts
          </LinkButton>
        ) : (
          <LinkButton href={paths.connectHost()} tone="primary">
            Connect a host
          </LinkButton>
        )
      }
    >
      {connecting
        ? 'This page goes on by itself once it is ready.'
        : 'An app needs a server of yours. The practice server on this computer is one click away.'}
    </EmptyState>
  );
}
