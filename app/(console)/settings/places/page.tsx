// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Metadata } from 'next';
import { Allowed } from '../../../_console/allowed.tsx';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { Breadcrumbs, PageHeading } from '../../../_ui/page-heading.tsx';
import { paths } from '../../../_ui/paths.ts';
import { PlaceList } from './_components/place-list.tsx';
import { SiteCopies } from './_components/site-copies.tsx';

export const metadata: Metadata = { title: 'Backup places' };

export default function BackupPlacesPage() {
  return (
    <div className="mx-auto max-w-[820px]">
      <Breadcrumbs crumbs={[{ title: 'Settings', href: paths.settings() }]} />
      <PageHeading
        title="Backup places"
        action={
          <Allowed to="backups.targets.add">
            <LinkButton href={paths.addBackupPlace()} tone="primary">
              Add a place
            </LinkButton>
          </Allowed>
        }
      >
        Where the backups of your apps go. Which app goes where is chosen in its own plan.
      </PageHeading>
      <PlaceList />
      <SiteCopies />
    </div>
  );
}
