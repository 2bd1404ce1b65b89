// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Metadata } from 'next';
import { AllowedPage } from '../../../../_console/allowed.tsx';
import { LinkButton } from '../../../../_ui/link-button.tsx';
import { Breadcrumbs, PageHeading } from '../../../../_ui/page-heading.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { SftpServer } from './_components/sftp-server.tsx';
import { Stores } from './_components/stores.tsx';

export const metadata: Metadata = { title: 'Add a backup place' };

export default function AddBackupPlacePage() {
  return (
    <div className="mx-auto max-w-[820px]">
      <Breadcrumbs
        crumbs={[
          { title: 'Settings', href: paths.settings() },
          { title: 'Backup places', href: paths.backupPlaces() },
        ]}
      />
      <AllowedPage
        to="backups.targets.add"
        what="Adding a place for backups"
        back={<LinkButton href={paths.backupPlaces()}>See the places</LinkButton>}
      >
        <PageHeading title="Add a backup place">
          Somewhere else than the server that is backed up: another building is best.
        </PageHeading>
        <Stores />
        <SftpServer />
      </AllowedPage>
    </div>
  );
}
