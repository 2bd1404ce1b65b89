// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { Server } from 'lucide-react';
import { useState } from 'react';
import type { HostView } from '#contract/site-api/hosts.ts';
import { Allowed } from '../../../../_console/allowed.tsx';
import { hostKinds, hostStates } from '../../../../_console/installation-words.ts';
import { Answer } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { useDocumentTitle } from '../../../../_console/use-document-title.ts';
import { Button } from '../../../../_ui/button.tsx';
import { formatDuration, plural } from '../../../../_ui/format.ts';
import { LinkButton } from '../../../../_ui/link-button.tsx';
import { Breadcrumbs, SectionHeading } from '../../../../_ui/page-heading.tsx';
import { Facts, Panel } from '../../../../_ui/panel.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';
import { SkeletonList } from '../../../../_ui/skeleton.tsx';
import { StatusDot } from '../../../../_ui/status-dot.tsx';
import { OperationList } from '../../../installations/[installation]/_components/operation-list.tsx';
import { CapacityBar } from '../../_components/capacity-bar.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { HostApps } from './host-apps.tsx';
import { HostNeedsYou } from './host-needs-you.tsx';
import { HostPromiseList } from './host-promise-list.tsx';
import { RenameDialog } from './rename-dialog.tsx';

export function HostPage({ host }: { host: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.hosts.byId.queryOptions({ host }, { refetchInterval: 5_000 }));
  return (
    <Answer
      query={query}
      loading={
        <div className="pt-14">
          <SkeletonList label="Loading the host" />
        </div>
      }
    >
      {(found) => <Found host={found} />}
    </Answer>
  );
}

function Found({ host }: { host: HostView }) {
  const [asking, setAsking] = useState(false);
  const [renaming, setRenaming] = useState(false);
  useDocumentTitle(host.name);
  const state = hostStates[host.state];
  const { facts } = host;
  return (
    <>
      <Breadcrumbs crumbs={[{ title: 'Hosts', href: paths.hosts() }, { title: host.name }]} />
      <div className="flex flex-wrap items-center gap-4 pt-3">
        <span className="grid size-15 shrink-0 place-items-center rounded-xl bg-sunken text-muted">
          <Server size={28} aria-hidden />
        </span>
        <div className="min-w-0 flex-1 basis-64">
          <h1 className="font-bold text-[26px] sm:text-[30px]">{host.name}</h1>
          <p className="flex items-center gap-2 text-muted">
            <StatusDot tone={state.tone} pulse={state.moving ?? false} />
            {hostKinds[host.kind]}, {state.words}
          </p>
        </div>
        {host.state === 'connected' ? (
          <Allowed to="installations.install">
            <LinkButton href={paths.catalogue()} tone="primary" className="max-sm:w-full">
              Install an app on it
            </LinkButton>
          </Allowed>
        ) : null}
      </div>
      <HostNeedsYou host={host} />
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div>
          <SectionHeading>Capacity</SectionHeading>
          <Panel className="p-5">
            {facts ? (
              <>
                <div className="flex flex-col gap-5">
                  <CapacityBar
                    term="Memory"
                    totalBytes={facts.memoryTotalBytes}
                    freeBytes={facts.memoryAvailableBytes}
                  />
                  <CapacityBar
                    term="Disk"
                    totalBytes={facts.diskTotalBytes}
                    freeBytes={facts.diskFreeBytes}
                  />
                </div>
                <p className="mt-4 text-[14.5px] text-muted">
                  {plural(facts.cpus, 'processor')}, load {facts.load1.toFixed(2)}
                  {host.factsAtMs === null ? null : (
                    <>
                      , looked at <RelativeTime atMs={host.factsAtMs} />
                    </>
                  )}
                </p>
              </>
            ) : (
              <p className="text-muted">Unknown: it has not been asked yet.</p>
            )}
          </Panel>
          <HostPromiseList host={host.id} />
          <SectionHeading>What runs on it</SectionHeading>
          <HostApps host={host.id} />
          <SectionHeading>History</SectionHeading>
          <OperationList host={host.id} limit={10} />
        </div>
        <div>
          <SectionHeading
            action={
              <Allowed to="hosts.rename">
                <Button size="small" onClick={() => setRenaming(true)}>
                  Rename
                </Button>
              </Allowed>
            }
          >
            Facts
          </SectionHeading>
          <RenameDialog host={host} open={renaming} onOpenChange={setRenaming} />
          <Facts
            facts={[
              { term: 'System', value: facts ? `${facts.osName}` : 'unknown' },
              { term: 'Machine', value: facts?.architecture ?? 'unknown' },
              { term: 'Up for', value: facts ? formatDuration(facts.uptimeSeconds * 1000) : 'unknown' },
              {
                term: 'Address',
                value: <span className="break-all">{`${host.address}, port ${host.sshPort}`}</span>,
              },
              {
                term: 'Names',
                value: host.domainSuffix ? (
                  <span className="break-all">*.{host.domainSuffix}</span>
                ) : (
                  'your own'
                ),
              },
              {
                term: 'Host key',
                value: <span className="break-all font-mono text-[12.5px]">{host.hostKeyFingerprint}</span>,
              },
            ]}
          />
          <Allowed to="hosts.disconnect">
            <SectionHeading>Disconnect</SectionHeading>
            <Panel className="border-brick/40 p-5">
              <p className="text-[14.5px] text-muted">
                {host.installations > 0
                  ? `There ${host.installations === 1 ? 'is' : 'are'} still ${plural(host.installations, 'app')} on it. Uninstall what is on it first.`
                  : 'Removes our programs and accounts from the server. The server itself stays as it is.'}
              </p>
              <Button
                tone="danger"
                className="mt-4 w-full"
                disabled={host.installations > 0 || host.currentOperation !== null}
                onClick={() => setAsking(true)}
              >
                Disconnect
              </Button>
            </Panel>
            <DisconnectDialog host={host} open={asking} onOpenChange={setAsking} />
          </Allowed>
        </div>
      </div>
    </>
  );
}
