// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { Server } from 'lucide-react';
import Link from 'next/link';
import type { HostView } from '#contract/site-api/hosts.ts';
import { Allowed } from '../../../_console/allowed.tsx';
import { hostStates } from '../../../_console/installation-words.ts';
import { PromiseSeal } from '../../../_console/promise-seal.tsx';
import { Answer } from '../../../_console/query-state.tsx';
import { useTRPC } from '../../../_console/trpc.ts';
import { EmptyState } from '../../../_ui/empty-state.tsx';
import { plural } from '../../../_ui/format.ts';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { paths } from '../../../_ui/paths.ts';
import { SkeletonList } from '../../../_ui/skeleton.tsx';
import { StatusDot } from '../../../_ui/status-dot.tsx';
import { CapacityBar } from './capacity-bar.tsx';
import { type HostPromises, hostPromisesLabel, promisesOn } from './host-promises.ts';

export function HostList() {
  const trpc = useTRPC();
  const installations =
    useQuery(trpc.installations.list.queryOptions(undefined, { refetchInterval: 15_000 })).data ?? [];
  const query = useQuery(trpc.hosts.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  return (
    <Answer query={query} loading={<SkeletonList rows={2} label="Loading your hosts" />}>
      {(hosts) =>
        hosts.length === 0 ? (
          <EmptyState
            sign={<Server size="1em" />}
            title="No host is connected"
            action={
              <Allowed to="hosts.connect">
                <LinkButton href={paths.connectHost()} tone="primary">
                  Connect a host
                </LinkButton>
              </Allowed>
            }
          >
            A host is a server with Debian that you can reach over SSH, or the practice server on this
            computer.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
            {hosts.map((host) => (
              <HostRow key={host.id} host={host} promised={promisesOn(host.id, installations)} />
            ))}
          </ul>
        )
      }
    </Answer>
  );
}

function appsOn(host: HostView): string {
  if (host.installations > 0) return plural(host.installations, 'app');
  return host.state === 'connected' ? 'nothing on it yet' : '';
}

function HostRow({ host, promised }: { host: HostView; promised: HostPromises }) {
  const state = hostStates[host.state];
  return (
    <li className="relative flex flex-wrap items-center gap-x-6 gap-y-4 px-5 py-5 first:rounded-t-2xl last:rounded-b-2xl hover:bg-sunken/60">
      <div className="flex min-w-0 flex-1 basis-64 items-center gap-4">
        <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-sunken text-muted">
          <Server size={21} aria-hidden />
        </span>
        <div className="min-w-0">
          <h2 className="font-semibold text-[17px]">
            <Link href={paths.host(host.id)} prefetch={false} className="after:absolute after:inset-0">
              {host.name}
            </Link>
          </h2>
          <p className="flex items-center gap-2 text-[14.5px] text-muted">
            <StatusDot tone={state.tone} pulse={state.moving ?? false} />
            <span className="truncate">{[state.words, appsOn(host)].filter(Boolean).join(', ')}</span>
          </p>
          {promised.all === 0 ? null : (
            <p className="mt-0.5 flex items-center gap-2 text-[14.5px] text-muted">
              <PromiseSeal promises={promised.together} size={16} label="" />
              {hostPromisesLabel(promised)}
            </p>
          )}
        </div>
      </div>
      {host.currentOperation ? (
        <div className="relative z-10">
          <LinkButton href={paths.operation(host.currentOperation)} size="small">
            Watch it
          </LinkButton>
        </div>
      ) : host.facts ? (
        <div className="flex w-full gap-6 max-sm:flex-col max-sm:gap-3 sm:max-w-[520px]">
          <CapacityBar
            term="Memory"
            totalBytes={host.facts.memoryTotalBytes}
            freeBytes={host.facts.memoryAvailableBytes}
          />
          <CapacityBar
            term="Disk"
            totalBytes={host.facts.diskTotalBytes}
            freeBytes={host.facts.diskFreeBytes}
          />
        </div>
      ) : null}
    </li>
  );
}
