// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { installationId } from '#contract/ids.ts';
import { InstallationPage } from './_components/installation-page.tsx';

export const metadata: Metadata = { title: 'Installation' };

export default async function Page({ params }: { params: Promise<{ installation: string }> }) {
  const installation = installationId.safeParse((await params).installation);
  if (!installation.success) notFound();
  return <InstallationPage installation={installation.data} />;
}
