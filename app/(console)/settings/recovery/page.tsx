// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Metadata } from 'next';
import { AllowedPage } from '../../../_console/allowed.tsx';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { Breadcrumbs, PageHeading } from '../../../_ui/page-heading.tsx';
import { paths } from '../../../_ui/paths.ts';
import { RecoverySheet } from './_components/recovery-sheet.tsx';

export const metadata: Metadata = { title: 'Recovery sheet' };

export default function RecoveryPage() {
  return (
    <div className="mx-auto max-w-[820px] print:max-w-none">
      <AllowedPage
        to="backups.recoverySheet"
        what="The recovery sheet"
        back={<LinkButton href={paths.settings()}>See the settings</LinkButton>}
      >
        <div className="print:hidden">
          <Breadcrumbs crumbs={[{ title: 'Settings', href: paths.settings() }]} />
          <PageHeading title="Recovery sheet">
            What brings your apps and this site back when nothing is left but the backups.
          </PageHeading>
        </div>
        <RecoverySheet />
      </AllowedPage>
    </div>
  );
}
