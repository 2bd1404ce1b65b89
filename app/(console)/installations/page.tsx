// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Metadata } from 'next';
import { Allowed } from '../../_console/allowed.tsx';
import { LinkButton } from '../../_ui/link-button.tsx';
import { PageHeading } from '../../_ui/page-heading.tsx';
import { paths } from '../../_ui/paths.ts';
import { InstallationList } from './_components/installation-list.tsx';
import { KeptBackups } from './_components/kept-backups.tsx';

export const metadata: Metadata = { title: 'Installations' };

export default function InstallationsPage() {
  return (
    <>
      <PageHeading
        title="Installations"
        action={
          <Allowed to="installations.install">
            <LinkButton href={paths.catalogue()} tone="primary">
              Install an app
            </LinkButton>
          </Allowed>
        }
      >
        What runs on your servers, as it is now.
      </PageHeading>
      <InstallationList />
      <KeptBackups />
    </>
  );
}
