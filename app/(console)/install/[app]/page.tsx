// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { readApp } from '../../../_catalogue/read-catalogue.ts';
import { AllowedPage } from '../../../_console/allowed.tsx';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { Breadcrumbs } from '../../../_ui/page-heading.tsx';
import { paths } from '../../../_ui/paths.ts';
import { InstallForm } from './_components/install-form.tsx';
import { InstallHeading } from './_components/install-heading.tsx';

type Params = Promise<{ app: string }>;

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  return { title: `Install ${readApp((await params).app)?.manifest.metadata.title ?? 'an app'}` };
}

export default async function InstallPage({
  params,
  searchParams,
}: {
  params: Params;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const app = readApp((await params).app);
  if (app === null) notFound();
  const { host } = await searchParams;
  const { metadata, settings, admin } = app.manifest;
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { title: 'Catalogue', href: paths.catalogue() },
          { title: metadata.title, href: paths.app(app.id) },
        ]}
      />
      <AllowedPage
        to="installations.install"
        what={`Installing ${metadata.title}`}
        back={<LinkButton href={paths.app(app.id)}>Read about {metadata.title}</LinkButton>}
      >
        <InstallHeading app={app.id} title={metadata.title} />
        <InstallForm
          app={app.id}
          appTitle={metadata.title}
          settings={settings}
          adminUsername={admin?.username ?? null}
          host={typeof host === 'string' ? host : null}
        />
      </AllowedPage>
    </>
  );
}
