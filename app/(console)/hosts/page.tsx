// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Metadata } from 'next';
import { Allowed } from '../../_console/allowed.tsx';
import { LinkButton } from '../../_ui/link-button.tsx';
import { PageHeading } from '../../_ui/page-heading.tsx';
import { paths } from '../../_ui/paths.ts';
import { HostList } from './_components/host-list.tsx';

export const metadata: Metadata = { title: 'Hosts' };

export default function HostsPage() {
  return (
    <>
      <PageHeading
        title="Hosts"
        action={
          <Allowed to="hosts.connect">
            <LinkButton href={paths.connectHost()} tone="primary">
              Connect a host
            </LinkButton>
          </Allowed>
        }
      >
        The servers that your apps run on. They keep them alive by themselves, also when this site is off.
      </PageHeading>
      <HostList />
    </>
  );
}
