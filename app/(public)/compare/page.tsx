// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Metadata } from 'next';
import { sealOf } from '../../_catalogue/checks.ts';
import { DrawnIcon } from '../../_catalogue/drawn-icon.tsx';
import { comparisonOf } from '../../_catalogue/feed.ts';
import { readCatalogue } from '../../_catalogue/read-catalogue.ts';
import { Breadcrumbs } from '../../_ui/page-heading.tsx';
import { paths } from '../../_ui/paths.ts';
import { Comparison } from './_components/comparison.tsx';

export const dynamic = 'force-static';
export const metadata: Metadata = {
  title: 'Compare apps',
  description:
    'Up to four apps of the catalogue side by side: what they are for, what was proven, what they need.',
};

export default function ComparePage() {
  const apps = readCatalogue().map((app) => ({
    id: app.id,
    title: app.manifest.metadata.title,
    icon: <DrawnIcon icon={app.icon} title={app.manifest.metadata.title} size={40} />,
    seal: sealOf(app.evidence.proof),
    rows: comparisonOf(app),
  }));
  return (
    <>
      <Breadcrumbs crumbs={[{ title: 'Catalogue', href: paths.catalogue() }, { title: 'Compare' }]} />
      <h1 className="pt-3 font-bold text-[30px] sm:text-[36px]">Side by side</h1>
      <p className="mt-1 max-w-[60ch] text-[17px] text-muted">
        Up to four apps. The address of this page keeps your choice, so that you can send it to others.
      </p>
      <Comparison apps={apps} />
    </>
  );
}
