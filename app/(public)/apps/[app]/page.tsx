// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import type { Category } from '#contract/manifest/categories.ts';
import type { Proof } from '#contract/proof.ts';
import {
  categoryTitle,
  languagesOf,
  needsOf,
  questionsOf,
  signInOf,
  sizeText,
  sourceName,
  versionOf,
  worksWith,
} from '../../../_catalogue/app-words.ts';
import { DrawnIcon } from '../../../_catalogue/drawn-icon.tsx';
import { readApp, readCatalogue } from '../../../_catalogue/read-catalogue.ts';
import { formatBytes, plural } from '../../../_ui/format.ts';
import { Breadcrumbs } from '../../../_ui/page-heading.tsx';
import { type Fact, Facts, Notice } from '../../../_ui/panel.tsx';
import { paths } from '../../../_ui/paths.ts';
import { InstallPanel } from './_components/install-panel.tsx';
import { PackageChanges } from './_components/package-changes.tsx';
import { PictureRow } from './_components/picture-row.tsx';
import { ProofPanel } from './_components/proof-panel.tsx';
import { QuestionPreview } from './_components/question-preview.tsx';

export const dynamic = 'force-static';
export const dynamicParams = false;

type Params = Promise<{ app: string }>;

export function generateStaticParams() {
  return readCatalogue().map(({ id }) => ({ app: id }));
}

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const app = readApp((await params).app);
  return app === null
    ? {}
    : { title: app.manifest.metadata.title, description: app.manifest.metadata.summary };
}

export default async function AppPage({ params }: { params: Params }) {
  const app = readApp((await params).app);
  if (app === null) notFound();
  const { metadata, admin, check, network, limits } = app.manifest;
  const [category = ''] = metadata.categories.map(categoryTitle);
  const needs = needsOf(app.manifest);
  const { proof } = app.evidence;

  const facts: Fact[] = [
    { term: 'Version', value: versionOf(app.manifest) },
    { term: 'Package', value: metadata.version },
    { term: 'Licence', value: metadata.license },
    { term: 'Source', value: sourceName(app.manifest) },
    { term: 'Needs', value: needs.length === 0 ? 'no database' : `${needs.join(', ')} (made for it)` },
    { term: 'Works with', value: worksWith(app.manifest).join(', ') || UNKNOWN },
    { term: 'Memory, at most', value: sizeText(limits.memory) },
    { term: 'Memory, measured', value: measuredBytes(proof?.measured.peakMemoryBytes) },
    { term: 'Disk, measured', value: measuredBytes(rootBytesOf(proof)) },
    {
      term: 'Upstream support',
      value: metadata['support-end'] ? `until ${metadata['support-end']}` : 'unknown',
    },
    { term: 'Sign-in', value: signInOf(app.manifest) },
    { term: 'Languages', value: languagesOf(app.manifest) },
    { term: 'Accessibility', value: accessibilityOf(proof) },
    { term: 'Made by', value: metadata.author ?? 'unknown' },
    ...link('Home page', metadata.homepage),
    ...link('Source code', metadata['source-url']),
  ];

  return (
    <>
      <Breadcrumbs
        crumbs={[
          { title: 'Catalogue', href: paths.catalogue() },
          { title: category, href: paths.category(category) },
        ]}
      />
      {/* On a phone: heading, install, what it is for, facts. */}
      <div className="flex flex-col gap-8 pt-4 lg:grid lg:grid-cols-[minmax(0,1fr)_360px] lg:gap-10">
        <div className="contents lg:block lg:space-y-9">
          <div className="order-1 flex items-center gap-5">
            <DrawnIcon icon={app.icon} title={metadata.title} size={76} />
            <div className="min-w-0">
              <h1 className="font-bold text-[30px] sm:text-[36px]">{metadata.title}</h1>
              <p className="text-[17px] text-muted">{metadata.summary}</p>
            </div>
          </div>
          <div className="order-3 min-w-0 space-y-9">
            <PictureRow app={app.id} title={metadata.title} />
            {metadata.description ? (
              <div className="max-w-[68ch] whitespace-pre-line">{metadata.description.trim()}</div>
            ) : null}
            <div className="grid gap-6 text-[15.5px] sm:grid-cols-3">
              <Point title="Good for">
                {metadata['good-for'].length === 0 ? (
                  'unknown'
                ) : (
                  <ul className="list-disc space-y-1 pl-4 marker:text-line">
                    {metadata['good-for'].map((purpose) => (
                      <li key={purpose}>{purpose}</li>
                    ))}
                  </ul>
                )}
              </Point>
              <Point title="Instead of">
                {metadata['instead-of'].length === 0 ? 'nothing named' : metadata['instead-of'].join(', ')}
              </Point>
              <Point title="If you leave">{metadata.leave ?? 'unknown'}</Point>
            </div>
            <QuestionPreview
              questions={questionsOf(app.manifest)}
              account={
                admin === undefined
                  ? null
                  : check === undefined
                    ? 'An administrator is made for you.'
                    : 'An administrator is made for you, and its sign-in is tried before anybody can reach the site.'
              }
            />
            <ProofPanel app={app.id} evidence={app.evidence} />
            <PackageChanges changelog={app.changelog} />
          </div>
        </div>
        <aside aria-label="Install and facts" className="contents lg:block lg:space-y-5">
          <div className="order-2 space-y-5">
            {app.evidence.maturity === 'broken' ? (
              <Notice tone="brick" title="Broken when last tried">
                It did not install, or did not let its administrator in. Expect the same until it is mended.
              </Notice>
            ) : null}
            <InstallPanel
              app={app.id}
              title={metadata.title}
              questions={questionsOf(app.manifest).length}
              provenMs={proof?.measured.installMs ?? null}
            />
          </div>
          <div className="order-4 space-y-5">
            <Facts facts={facts} />
            <p className="px-1 text-[14.5px]">
              <Link
                href={paths.compare([app.id, ...alikeOf(app.id, metadata.categories)])}
                prefetch={false}
                className="text-hop underline underline-offset-2"
              >
                Compare it with others
              </Link>
            </p>
            {network.outbound.length > 0 ? (
              <Notice tone="amber" title="Good to know">
                {network.outbound.includes('*')
                  ? `${metadata.title} fetches from addresses that you add, so its server must reach the web.`
                  : `${metadata.title} talks to ${network.outbound.join(', ')}.`}
              </Notice>
            ) : null}
          </div>
        </aside>
      </div>
    </>
  );
}

/** Up to two apps for a like purpose. */
const alikeOf = (id: string, categories: readonly Category[]): string[] =>
  readCatalogue()
    .filter(
      (other) =>
        other.id !== id &&
        other.manifest.metadata.categories.some((category) =>
          categories.some((one) => categoryTitle(one) === categoryTitle(category)),
        ),
    )
    .slice(0, 2)
    .map((other) => other.id);

const UNKNOWN = <span className="text-muted">unknown</span>;

const measuredBytes = (bytes: number | null | undefined): ReactNode =>
  bytes === null || bytes === undefined ? UNKNOWN : formatBytes(bytes);

/** The program and what an empty installation writes. */
function rootBytesOf(proof: Proof | null): number | null {
  const [root] = proof?.roots ?? [];
  return root === undefined ? null : root.bytes + (proof?.measured.dataBytes ?? 0);
}

function accessibilityOf(proof: Proof | null): ReactNode {
  if (proof === null) return UNKNOWN;
  if (proof.accessibility === null) return 'no sign-in page of its own';
  const count = proof.accessibility.length;
  return count === 0 ? 'no findings on its first page' : `${plural(count, 'finding')} on its first page`;
}

function link(term: string, address: string | undefined): Fact[] {
  if (address === undefined) return [];
  return [
    {
      term,
      value: (
        <a href={address} rel="noreferrer" className="text-hop underline underline-offset-2">
          {new URL(address).host}
        </a>
      ),
    },
  ];
}

function Point({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h2 className="font-semibold">{title}</h2>
      <div className="mt-1 text-muted">{children}</div>
    </div>
  );
}
