// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Metadata } from 'next';
import { readCatalogue } from '../../_catalogue/read-catalogue.ts';
import { AllowedPage } from '../../_console/allowed.tsx';
import { LinkButton } from '../../_ui/link-button.tsx';
import { PageHeading } from '../../_ui/page-heading.tsx';
import { paths } from '../../_ui/paths.ts';
import { FirstSteps } from './_components/first-steps.tsx';

export const metadata: Metadata = { title: 'First steps' };

export default function StartPage() {
  const apps = readCatalogue()
    .slice(0, 4)
    .map(({ id, manifest: { metadata: words } }) => ({ id, title: words.title, summary: words.summary }));
  return (
    <div className="mx-auto max-w-[820px]">
      <AllowedPage
        to="installations.install"
        what="Installing a first app"
        back={<LinkButton href={paths.installations()}>See what is installed</LinkButton>}
      >
        <PageHeading title="Three steps to the first app">Each can be skipped and done later.</PageHeading>
        <FirstSteps apps={apps} />
      </AllowedPage>
    </div>
  );
}
