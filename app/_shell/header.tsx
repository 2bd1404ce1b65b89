// SPDX-License-Identifier: AGPL-3.0-or-later
import Link from 'next/link';
import type { Person } from '../_session/use-person.ts';
import { Mark } from '../_ui/mark.tsx';
import { paths } from '../_ui/paths.ts';
import { Account } from './account.tsx';
import { Navigation, PhoneNavigation } from './navigation.tsx';
import { PaletteButton } from './palette-button.tsx';

/** The bar on top. Public pages are the same for everybody and ask who is signed in once they are there. */
export function Header({ person }: { person: Person | 'ask' }) {
  return (
    <header className="print:hidden relative z-20 border-line border-b bg-paper">
      <div className="page-column flex h-15 items-center gap-3 sm:gap-6">
        <Link
          href={paths.catalogue()}
          prefetch={false}
          className="flex items-center gap-2 rounded-lg font-display font-semibold text-[19px] tracking-tight"
        >
          <Mark className="size-7 text-hop" />
          Hop3
        </Link>
        <Navigation />
        <div className="ml-auto flex items-center gap-2 text-[15px] text-muted sm:gap-3">
          <PaletteButton />
          <Account person={person} />
          <PhoneNavigation />
        </div>
      </div>
    </header>
  );
}
