// SPDX-License-Identifier: AGPL-3.0-or-later
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { refusedToSession } from '#server/api/refused.ts';
import { currentSession } from '#server/auth/session.ts';
import { readCatalogue } from '../_catalogue/read-catalogue.ts';
import { OnlyLooking } from '../_console/allowed.tsx';
import { Providers } from '../_console/providers.tsx';
import { Footer } from '../_shell/footer.tsx';
import { Header } from '../_shell/header.tsx';
import { paths } from '../_ui/paths.ts';

export const dynamic = 'force-dynamic';

/** Pages for who is signed in; others are sent to sign in and come back. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const session = await currentSession();
  // proxy.ts says which page was asked for.
  if (session === null) redirect(paths.signIn((await headers()).get('x-asked-path') ?? undefined));
  const icons = Object.fromEntries(
    readCatalogue().flatMap(({ id, icon }) => (icon === null ? [] : [[id, icon.colour] as const])),
  );
  return (
    <Providers icons={icons} refused={refusedToSession(session)}>
      <Header person={{ name: session.user.name, email: session.user.email }} />
      <main id="content" tabIndex={-1} className="page-column w-full flex-1 pb-16 outline-none">
        <OnlyLooking organisation={session.organisation.name} />
        {children}
      </main>
      <Footer />
    </Providers>
  );
}
