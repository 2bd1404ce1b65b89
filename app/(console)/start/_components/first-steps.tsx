// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { Answer } from '../../../_console/query-state.tsx';
import { useTRPC } from '../../../_console/trpc.ts';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { paths } from '../../../_ui/paths.ts';
import { SkeletonList } from '../../../_ui/skeleton.tsx';
import { FirstApp, type FirstAppChoice } from './first-app.tsx';
import { FirstHost } from './first-host.tsx';
import { Step } from './step.tsx';

/** What is done is seen from what there is, so coming back later shows the truth. */
export function FirstSteps({ apps }: { apps: FirstAppChoice[] }) {
  const trpc = useTRPC();
  const me = useQuery(trpc.session.me.queryOptions());
  const hosts = useQuery(trpc.hosts.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  const installations = useQuery(trpc.installations.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  const all = {
    data:
      me.data && hosts.data && installations.data
        ? { me: me.data, hosts: hosts.data, installations: installations.data }
        : undefined,
    error: me.error ?? hosts.error ?? installations.error,
    refetch: () => Promise.all([me.refetch(), hosts.refetch(), installations.refetch()]),
  };
  return (
    <Answer query={all} loading={<SkeletonList label="Looking at what there is" />}>
      {(data) => {
        const host = data.hosts.find(({ state }) => state === 'connected');
        const installation = data.installations.find(({ state }) => state !== 'install-failed');
        return (
          <>
            <ol className="divide-y divide-line rounded-2xl border border-line bg-surface">
              <Step number={1} state="done" title="Create the administrator">
                {data.me.user.name}, {data.me.user.email}
              </Step>
              <Step number={2} state={host ? 'done' : 'now'} title="Connect a host">
                <FirstHost hosts={data.hosts} />
              </Step>
              <Step
                number={3}
                state={installation ? 'done' : host ? 'now' : 'later'}
                title="Pick a first app"
              >
                <FirstApp apps={apps} ready={host !== undefined} installation={installation} />
              </Step>
            </ol>
            <div className="mt-5">
              <LinkButton href={paths.installations()} tone="quiet" size="small">
                {installation ? 'Go to your installations' : 'Skip the rest for now'}
              </LinkButton>
            </div>
          </>
        );
      }}
    </Answer>
  );
}
