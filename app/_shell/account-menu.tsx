// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Menu } from '@base-ui/react/menu';
import { Check, LogOut, Settings } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useRef } from 'react';
import { requestSignOut } from '../_session/sign-in-requests.ts';
import type { Person } from '../_session/use-person.ts';
import { paths } from '../_ui/paths.ts';
import { type ThemeName, useTheme } from './use-theme.ts';

const itemClass =
  'flex h-10 cursor-pointer items-center gap-3 rounded-lg px-3 text-[15px] outline-none data-highlighted:bg-sunken';

const THEMES: { theme: ThemeName; title: string }[] = [
  { theme: 'light', title: 'Light' },
  { theme: 'dark', title: 'Dark' },
  { theme: 'system', title: 'As the system' },
];

export function AccountMenu({ person, children }: { person: Person; children: ReactNode }) {
  const router = useRouter();
  const [theme, choose] = useTheme();
  const place = useRef<HTMLDivElement>(null);
  return (
    <Menu.Root>
      <Menu.Trigger className="rounded-full">
        {children}
        <span className="sr-only"> Account of {person.name}</span>
      </Menu.Trigger>
      {/* In the header, so that it is part of a landmark. */}
      <Menu.Portal container={place}>
        <Menu.Positioner sideOffset={8} align="end" className="z-50">
          <Menu.Popup className="min-w-60 rounded-2xl border border-line bg-surface p-1.5 text-ink shadow-lg shadow-black/5 outline-none">
            <div className="px-3 pt-2 pb-2.5">
              <p className="font-semibold">{person.name}</p>
              <p className="text-[14px] text-muted">{person.email}</p>
            </div>
            <Menu.Separator className="mb-1.5 h-px bg-line" />
            <Menu.Item className={itemClass} onClick={() => router.push(paths.settings())}>
              <Settings size={17} className="text-muted" aria-hidden /> Settings
            </Menu.Item>
            <Menu.Separator className="my-1.5 h-px bg-line" />
            <Menu.RadioGroup value={theme ?? 'system'} onValueChange={(value) => choose(value as ThemeName)}>
              <Menu.Group>
                <Menu.GroupLabel className="px-3 py-1 text-[13.5px] text-muted">Colours</Menu.GroupLabel>
                {THEMES.map((each) => (
                  <Menu.RadioItem key={each.theme} value={each.theme} className={itemClass}>
                    <span className="grid size-4.5 place-items-center">
                      <Menu.RadioItemIndicator>
                        <Check size={16} className="text-hop" aria-hidden />
                      </Menu.RadioItemIndicator>
                    </span>
                    {each.title}
                  </Menu.RadioItem>
                ))}
              </Menu.Group>
            </Menu.RadioGroup>
            <Menu.Separator className="my-1.5 h-px bg-line" />
            <Menu.Item
              className={itemClass}
              onClick={() => {
                // A full load, so that nothing of this person's stays in the page.
                void requestSignOut().finally(() => location.assign(paths.catalogue()));
              }}
            >
              <LogOut size={17} className="text-muted" aria-hidden /> Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
      <div ref={place} />
    </Menu.Root>
  );
}
