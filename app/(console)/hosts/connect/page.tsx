// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Metadata } from 'next';
import { AllowedPage } from '../../../_console/allowed.tsx';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { Breadcrumbs, PageHeading } from '../../../_ui/page-heading.tsx';
import { paths } from '../../../_ui/paths.ts';
import { PracticeServer } from './_components/practice-server.tsx';
import { RemoteServer } from './_components/remote-server.tsx';

export const metadata: Metadata = { title: 'Connect a host' };

export default function ConnectHostPage() {
  return (
    <div className="mx-auto max-w-[820px]">
      <Breadcrumbs crumbs={[{ title: 'Hosts', href: paths.hosts() }]} />
      <AllowedPage
        to="hosts.connect"
        what="Connecting a host"
        back={<LinkButton href={paths.hosts()}>See the hosts</LinkButton>}
      >
        <PageHeading title="Connect a host">
          A host needs Debian 12 or 13, 1 GB of memory and a few GB of disk. What else runs on it is left
          alone.
        </PageHeading>
        <PracticeServer />
        <RemoteServer />
      </AllowedPage>
    </div>
  );
}
