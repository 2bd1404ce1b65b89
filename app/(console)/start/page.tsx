// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Metadata } from 'next';
import { readCatalogue } from '../../_catalogue/read-catalogue.ts';
import { PageHeading } from '../../_ui/page-heading.tsx';
import { FirstSteps } from './_components/first-steps.tsx';

export const metadata: Metadata = { title: 'First steps' };

export default function StartPage() {
  const apps = readCatalogue()
    .slice(0, 4)
    .map(({ id, manifest: { metadata: words } }) => ({ id, title: words.title, summary: words.summary }));
  return (
    <div className="mx-auto max-w-[820px]">
      <PageHeading title="Three steps to the first app">Each can be skipped and done later.</PageHeading>
      <FirstSteps apps={apps} />
    </div>
  );
}
