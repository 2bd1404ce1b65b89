// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Tabs } from '@base-ui/react/tabs';
import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useRef } from 'react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Answer } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { useDocumentTitle } from '../../../../_console/use-document-title.ts';
import { Breadcrumbs } from '../../../../_ui/page-heading.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { Skeleton, SkeletonList } from '../../../../_ui/skeleton.tsx';
import { AddressesTab } from './addresses/addresses-tab.tsx';
import { BackupsTab } from './backups/backups-tab.tsx';
import { HistoryTab } from './history/history-tab.tsx';
import { InstallationHeading } from './installation-heading.tsx';
import { Logs } from './logs.tsx';
import { NeedsYou } from './needs-you.tsx';
import { Overview } from './overview.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { UpdateBanner } from './updates/update-banner.tsx';

const TABS = [
  { value: 'overview', title: 'Overview', Content: Overview },
  { value: 'backups', title: 'Backups', Content: BackupsTab },
  { value: 'logs', title: 'Logs', Content: Logs },
  { value: 'settings', title: 'Settings', Content: SettingsTab },
  { value: 'addresses', title: 'Addresses', Content: AddressesTab },
  { value: 'history', title: 'History', Content: HistoryTab },
] as const;
type TabName = (typeof TABS)[number]['value'];

export function InstallationPage({ installation }: { installation: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.installations.byId.queryOptions({ installation }, { refetchInterval: 5_000 }));
  return (
    <Answer query={query} loading={<Loading />}>
      {(found) => <Found installation={found} />}
    </Answer>
  );
}

function Found({ installation }: { installation: InstallationView }) {
  const router = useRouter();
  useDocumentTitle(installation.title);
  const asked = useSearchParams().get('tab');
  const tab: TabName = TABS.find(({ value }) => value === asked)?.value ?? 'overview';
  const tabs = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab may be out of sight on a phone
  useEffect(() => {
    tabs.current?.querySelector('[data-active]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [tab]);
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { title: 'Installations', href: paths.installations() },
          { title: installation.hostName, href: paths.host(installation.host) },
        ]}
      />
      <InstallationHeading installation={installation} />
      <NeedsYou installation={installation} />
      <UpdateBanner installation={installation} />
      <Tabs.Root
        value={tab}
        onValueChange={(value) =>
          router.replace(paths.installation(installation.id, value as TabName), { scroll: false })
        }
      >
        <Tabs.List
          ref={tabs}
          className="mt-7 flex gap-6 overflow-x-auto text-[15.5px] shadow-[inset_0_-1px_0_var(--line)]"
        >
          {TABS.map(({ value, title }) => (
            <Tabs.Tab
              key={value}
              value={value}
              className="whitespace-nowrap border-transparent border-b-2 pb-2.5 text-muted outline-offset-[-2px] hover:text-ink data-active:border-hop data-active:font-semibold data-active:text-ink"
            >
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map(({ value, Content }) => (
          <Tabs.Panel key={value} value={value} className="rounded-lg pt-1">
            <Content installation={installation} />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </>
  );
}

function Loading() {
  return (
    <div className="pt-14">
      <div className="mb-8 flex items-center gap-4">
        <Skeleton className="size-15 rounded-xl" />
        <div className="space-y-2">
          <Skeleton className="h-7 w-64" />
          <Skeleton className="h-4 w-80 max-w-full" />
        </div>
      </div>
      <SkeletonList label="Loading the installation" />
    </div>
  );
}
