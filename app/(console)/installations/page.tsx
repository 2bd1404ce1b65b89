// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Metadata } from 'next';
import { LinkButton } from '../../_ui/button.tsx';
import { PageHeading } from '../../_ui/page-heading.tsx';
import { paths } from '../../_ui/paths.ts';
import { InstallationList } from './_components/installation-list.tsx';

export const metadata: Metadata = { title: 'Installations' };

export default function InstallationsPage() {
  return (
    <>
      <PageHeading
        title="Installations"
        action={
          <LinkButton href={paths.catalogue()} tone="primary">
            Install an app
          </LinkButton>
        }
      >
        What runs on your servers, as it is now.
      </PageHeading>
      <InstallationList />
    </>
  );
}
