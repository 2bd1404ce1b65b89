// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useEffect, useState } from 'react';
import { THEME_KEY } from '../theme-script.ts';

export type ThemeName = 'light' | 'dark' | 'system';
const CHANGED = 'hop3-theme';

function stored(): ThemeName {
  try {
    const value = localStorage.getItem(THEME_KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

function apply(theme: ThemeName): void {
  const dark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

/** The chosen theme (null until the browser was asked) and how to choose another. */
export function useTheme(): [ThemeName | null, (theme: ThemeName) => void] {
  const [theme, setTheme] = useState<ThemeName | null>(null);
  useEffect(() => {
    const read = () => {
      setTheme(stored());
      apply(stored());
    };
    read();
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', read);
    window.addEventListener('storage', read);
    window.addEventListener(CHANGED, read);
    return () => {
      system.removeEventListener('change', read);
      window.removeEventListener('storage', read);
      window.removeEventListener(CHANGED, read);
    };
  }, []);
  const choose = (next: ThemeName) => {
    try {
      if (next === 'system') localStorage.removeItem(THEME_KEY);
      else localStorage.setItem(THEME_KEY, next);
    } catch {
      // A browser that keeps nothing still shows the choice until the page is left.
      setTheme(next);
      apply(next);
      return;
    }
    window.dispatchEvent(new Event(CHANGED));
  };
  return [theme, choose];
}
