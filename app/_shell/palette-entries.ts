// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Route } from 'next';
import type { HostView } from '#contract/site-api/hosts.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { isInstalled } from '../_console/installation-words.ts';
import type { ProcedurePath } from '../_session/procedure-path.ts';
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
  /** Left out while nothing is typed: there are many of them. */
  onlyAsked?: true;
  /** What it leads to calling; left out when the API refuses that. */
  to?: ProcedurePath;
}

export interface Known {
  apps: PaletteApp[];
  /** Null: nobody is signed in. */
  installations: InstallationView[] | null;
  hosts: HostView[] | null;
  /** Procedures that the API refuses to who is signed in. */
  refused: readonly string[];
}

export function paletteEntries({ refused, ...known }: Known): PaletteEntry[] {
  return allEntries(known).filter(({ to }) => to === undefined || !refused.includes(to));
}

function allEntries({ apps, installations, hosts }: Omit<Known, 'refused'>): PaletteEntry[] {
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
          ...(installations ?? []).filter(isInstalled).flatMap(actsOn),
          ...apps.map(
            ({ id, title }): PaletteEntry => ({
              ...act(`install-${id}`, `Install ${title}`, paths.install(id)),
              to: 'installations.install',
            }),
          ),
          {
            ...act('connect', 'Connect a host', paths.connectHost(), ['server', 'add']),
            to: 'hosts.connect' as const,
          },
          {
            ...act('start', 'First steps', paths.start(), ['begin', 'welcome']),
            to: 'installations.install' as const,
          },
          act('places', 'Backup places', paths.backupPlaces(), ['sftp', 'store', 'add']),
          {
            ...act('recovery', 'Recovery sheet', paths.recoverySheet(), [
              'key',
              'backups',
              'lost',
              'restore',
            ]),
            to: 'backups.recoverySheet' as const,
          },
          act('settings', 'Settings', paths.settings(), ['password', 'sessions', 'certificates']),
        ]),
  ];
}

const act = (id: string, title: string, href: Route, words: string[] = []): PaletteEntry => ({
  id,
  group: 'Do',
  title,
  note: null,
  words,
  href,
});

/** What can be done with an installation, each where it is done; shown once somebody asks for it. */
function actsOn({ id, title, domain, update, hasAdmin }: InstallationView): PaletteEntry[] {
  const on = (name: string, words: string, href: Route, more: string[]): PaletteEntry => ({
    ...act(`${name}-${id}`, `${words} ${title}`, href, [domain, ...more]),
    onlyAsked: true,
  });
  return [
    ...(update === null
      ? []
      : [
          {
            ...on('update', 'Update', paths.installationDialog(id, 'update'), ['new', 'version']),
            to: 'updates.update' as const,
          },
        ]),
    ...(hasAdmin
      ? [
          {
            ...on('sign-in', 'Sign-in details of', paths.installationDialog(id, 'sign-in'), [
              ...['password', 'new', 'reset', 'administrator'],
            ]),
            to: 'installations.revealSignIn' as const,
          },
        ]
      : []),
    on('backups', 'Backups of', paths.installation(id, 'backups'), ['back', 'up', 'restore']),
    {
      ...on('address', 'Change the address of', paths.installationDialog(id, 'address'), ['domain', 'move']),
      to: 'domains.change' as const,
    },
    on('certificate', 'Certificate of', paths.installation(id, 'addresses'), ['renew', 'https', 'tls']),
    {
      ...on('version', 'Go back a version of', paths.installation(id, 'settings'), [
        ...['roll', 'build', 'downgrade'],
      ]),
      to: 'updates.rollBack' as const,
    },
    on('history', 'History of', paths.installation(id, 'history'), ['audit', 'who']),
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
  if (asked.length === 0 && entry.onlyAsked) return 0;
  const known = [entry.title, ...entry.words].flatMap((text) => text.toLowerCase().split(/[^a-z0-9]+/));
  if (!asked.every((word) => known.some((each) => each.startsWith(word)))) return 0;
  return asked.length > 0 && entry.title.toLowerCase().startsWith(asked.join(' ')) ? 2 : 1;
}
