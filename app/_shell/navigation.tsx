// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import clsx from 'clsx';
import { Menu, X } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { paths } from '../_ui/paths.ts';

const PLACES = [
  { title: 'Catalogue', href: paths.catalogue(), of: ['/apps'] },
  { title: 'Installations', href: paths.installations(), of: ['/installations', '/install', '/operations'] },
  { title: 'Hosts', href: paths.hosts(), of: ['/hosts'] },
] as const;

function useCurrentPlace(): string {
  const pathname = usePathname();
  const place = PLACES.find(({ of }) =>
    of.some((start) => pathname === start || pathname.startsWith(`${start}/`)),
  );
  return pathname === '/' ? 'Catalogue' : (place?.title ?? '');
}

export function Navigation() {
  const current = useCurrentPlace();
  return (
    <nav aria-label="Main" className="hidden gap-1 text-[15px] sm:flex">
      {PLACES.map((place) => (
        <Link
          key={place.title}
          href={place.href}
          prefetch={false}
          aria-current={current === place.title ? 'page' : undefined}
          className={clsx(
            'rounded-lg px-3 py-1.5',
            current === place.title ? 'bg-sunken font-semibold text-ink' : 'text-muted hover:text-ink',
          )}
        >
          {place.title}
        </Link>
      ))}
    </nav>
  );
}

/** The same places for a phone: a button that unfolds them below the bar. */
export function PhoneNavigation() {
  const current = useCurrentPlace();
  const [open, setOpen] = useState(false);
  return (
    <div className="sm:hidden">
      <button
        type="button"
        aria-expanded={open}
        aria-controls="phone-navigation"
        aria-label={open ? 'Close the menu' : 'Open the menu'}
        onClick={() => setOpen(!open)}
        className="grid size-10 place-items-center rounded-lg text-ink hover:bg-sunken"
      >
        {open ? <X size={20} aria-hidden /> : <Menu size={20} aria-hidden />}
      </button>
      <nav
        id="phone-navigation"
        aria-label="Main"
        hidden={!open}
        className="absolute inset-x-0 top-full z-30 border-line border-b bg-paper px-5 pb-3"
      >
        {PLACES.map((place) => (
          <Link
            key={place.title}
            href={place.href}
            prefetch={false}
            onClick={() => setOpen(false)}
            aria-current={current === place.title ? 'page' : undefined}
            className={clsx(
              'block rounded-lg px-3 py-2.5 text-[17px]',
              current === place.title ? 'bg-sunken font-semibold' : 'text-muted',
            )}
          >
            {place.title}
          </Link>
        ))}
      </nav>
    </div>
  );
}
