// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import clsx from 'clsx';
import { Monitor, Moon, Sun } from 'lucide-react';
import { type ThemeName, useTheme } from './use-theme.ts';

const CHOICES: { theme: ThemeName; title: string; sign: typeof Sun }[] = [
  { theme: 'light', title: 'Light', sign: Sun },
  { theme: 'dark', title: 'Dark', sign: Moon },
  { theme: 'system', title: 'As the system', sign: Monitor },
];

export function ThemeChoice() {
  const [current, choose] = useTheme();
  return (
    <fieldset className="flex gap-1 rounded-xl border border-line bg-surface p-1">
      <legend className="sr-only">Colours</legend>
      {CHOICES.map(({ theme, title, sign: Sign }) => (
        <button
          key={theme}
          type="button"
          title={title}
          aria-label={title}
          aria-pressed={current === theme}
          onClick={() => choose(theme)}
          className={clsx(
            'grid size-8 place-items-center rounded-lg',
            current === theme ? 'bg-sunken text-ink' : 'text-muted hover:text-ink',
          )}
        >
          <Sign size={16} aria-hidden />
        </button>
      ))}
    </fieldset>
  );
}
