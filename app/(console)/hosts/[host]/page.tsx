// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { hostId } from '#contract/ids.ts';
import { HostPage } from './_components/host-page.tsx';

export const metadata: Metadata = { title: 'Host' };

export default async function Page({ params }: { params: Promise<{ host: string }> }) {
  const host = hostId.safeParse((await params).host);
  if (!host.success) notFound();
  return <HostPage host={host.data} />;
}
