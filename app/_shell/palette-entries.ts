// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Route } from 'next';
import type { HostView, InstallationView } from '#contract/site-api.ts';
import { paths } from '../_ui/paths.ts';
import type { PaletteApp } from './palette-app.ts';

export type PaletteGroup = 'Installations' | 'Hosts' | 'Apps' | 'Do';

export interface PaletteEntry {
  id: string;
  group: PaletteGroup;
  title: string;
  note: string | null;
  /** What else finds it. */
  words: string[];
  href: Route;
}

export interface Known {
  apps: PaletteApp[];
  /** Null: nobody is signed in. */
  installations: InstallationView[] | null;
  hosts: HostView[] | null;
}

export function paletteEntries({ apps, installations, hosts }: Known): PaletteEntry[] {
  const act = (id: string, title: string, href: Route, words: string[] = []): PaletteEntry => ({
    id,
    group: 'Do',
    title,
    note: null,
    words,
    href,
  });
  return [
    ...(installations ?? []).map(
      ({ id, title, appTitle, domain }): PaletteEntry => ({
        id,
        group: 'Installations',
        title,
        note: domain,
        words: [appTitle, domain],
        href: paths.installation(id),
      }),
    ),
    ...(hosts ?? []).map(
      ({ id, name, address }): PaletteEntry => ({
        id,
        group: 'Hosts',
        title: name,
        note: address,
        words: [address],
        href: paths.host(id),
      }),
    ),
    ...apps.map(
      ({ id, title, summary, words }): PaletteEntry => ({
        id: `app-${id}`,
        group: 'Apps',
        title,
        note: summary,
        words: [summary, ...words],
        href: paths.app(id),
      }),
    ),
    ...(installations === null
      ? [act('sign-in', 'Sign in', paths.signIn(), ['log in'])]
      : [
          ...apps.map(({ id, title }) => act(`install-${id}`, `Install ${title}`, paths.install(id))),
          act('connect', 'Connect a host', paths.connectHost(), ['server', 'add']),
          act('start', 'First steps', paths.start(), ['begin', 'welcome']),
          act('settings', 'Settings', paths.settings(), ['password', 'sessions', 'certificates']),
        ]),
  ];
}

export interface FoundGroup {
  group: PaletteGroup;
  entries: PaletteEntry[];
}

/**
 * Entries of which every word asked begins a word, by group; what bears the question at the beginning of its own
 * name comes first, and its group too.
 */
export function findEntries(entries: PaletteEntry[], question: string): FoundGroup[] {
  const asked = question.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = entries
    .map((entry) => ({ entry, score: scoreOf(entry, asked) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const groups = new Map<PaletteGroup, PaletteEntry[]>();
  for (const { entry } of scored) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  return [...groups].map(([group, found]) => ({ group, entries: found }));
}

function scoreOf(entry: PaletteEntry, asked: string[]): number {
  const known = [entry.title, ...entry.words].flatMap((text) => text.toLowerCase().split(/[^a-z0-9]+/));
  if (!asked.every((word) => known.some((each) => each.startsWith(word)))) return 0;
  return asked.length > 0 && entry.title.toLowerCase().startsWith(asked.join(' ')) ? 2 : 1;
}
