// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import dynamic from 'next/dynamic';
import { usePathname } from 'next/navigation';
import { type Person, usePerson } from '../_session/use-person.ts';
import { LinkButton } from '../_ui/link-button.tsx';
import { paths } from '../_ui/paths.ts';
import { initialsOf } from './initials.ts';

function Face({ person }: { person: Person }) {
  return (
    <span className="grid size-9 place-items-center rounded-full bg-hop-soft font-semibold text-[13px] text-hop">
      {initialsOf(person.name)}
    </span>
  );
}

// Only who is signed in pays for the menu.
const AccountMenu = dynamic(() => import('./account-menu.tsx').then((module) => module.AccountMenu), {
  ssr: false,
  loading: () => <span className="size-9 rounded-full bg-hop-soft" />,
});

export function Account({ person }: { person: Person | 'ask' }) {
  return person === 'ask' ? <AskedAccount /> : <Menu person={person} />;
}

function Menu({ person }: { person: Person }) {
  return (
    <div>
      <AccountMenu person={person}>
        <Face person={person} />
      </AccountMenu>
    </div>
  );
}

function AskedAccount() {
  const person = usePerson();
  const pathname = usePathname();
  if (person === 'asking') return <span className="h-9 w-9" />;
  if (person === null) {
    return (
      <LinkButton
        href={paths.signIn(pathname === '/' || pathname.startsWith('/sign-in') ? undefined : pathname)}
        size="small"
      >
        Sign in
      </LinkButton>
    );
  }
  return <Menu person={person} />;
}
