// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Metadata } from 'next';
import { Mark } from '../../../_ui/mark.tsx';
import { Welcome } from './welcome.tsx';

export const metadata: Metadata = { title: 'Welcome', robots: { index: false }, referrer: 'no-referrer' };
export const dynamic = 'force-dynamic';

/** Where a one-time link leads: the first administrator, or a new password. */
export default async function WelcomePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return (
    <div className="mx-auto max-w-[460px] pt-12 sm:pt-16">
      <Mark className="size-10 text-hop" />
      <Welcome token={token} />
    </div>
  );
}
