// SPDX-License-Identifier: AGPL-3.0-or-later
import { PackageOpen } from 'lucide-react';
import {
  categoryTitle,
  languageNamesOf,
  memoryClass,
  needsOf,
  provenOn,
  provenText,
  sourceName,
} from '../_catalogue/app-words.ts';
import { sealOf } from '../_catalogue/checks.ts';
import { DrawnIcon } from '../_catalogue/drawn-icon.tsx';
import { readCatalogue } from '../_catalogue/read-catalogue.ts';
import { EmptyState } from '../_ui/empty-state.tsx';
import { plural } from '../_ui/format.ts';
import { type BrowsedApp, CatalogueBrowser } from './_components/catalogue-browser.tsx';

export const dynamic = 'force-static';

export default function CataloguePage() {
  const apps: BrowsedApp[] = readCatalogue().map(({ id, manifest, icon, evidence }) => ({
    id,
    title: manifest.metadata.title,
    summary: manifest.metadata.summary,
    categories: [...new Set(manifest.metadata.categories.map(categoryTitle))],
    tags: manifest.metadata.tags,
    insteadOf: manifest.metadata['instead-of'],
    goodFor: manifest.metadata['good-for'],
    needs: needsOf(manifest),
    source: sourceName(manifest),
    licence: manifest.metadata.license,
    languages: languageNamesOf(manifest),
    memory: memoryClass(manifest),
    proven: provenOn(evidence),
    maturity: evidence.maturity,
    seal: sealOf(evidence.proof),
    provenText: provenText(evidence),
    icon: <DrawnIcon icon={icon} title={manifest.metadata.title} size={44} />,
  }));
  return (
    <>
      <section className="pt-10 pb-7 sm:pt-12 sm:pb-8">
        <h1 className="max-w-[24ch] font-bold text-[32px] sm:text-[42px]">
          Software you can run yourself, tried before you trust it.
        </h1>
        <p className="mt-3 max-w-[60ch] text-[17px] text-muted">
          {plural(apps.length, 'application')} for servers you own. Each install has its own account, files
          and certificate, and is signed in to before it opens to anyone.
        </p>
      </section>
      {apps.length === 0 ? (
        <EmptyState sign={<PackageOpen size="1em" />} title="The catalogue is empty">
          This copy of the site came without packages. Put a folder with a hop3.toml into{' '}
          <code>catalogue/</code> and start it again.
        </EmptyState>
      ) : (
        <CatalogueBrowser apps={apps} />
      )}
    </>
  );
}
