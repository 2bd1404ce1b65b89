// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Dialog } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { Box, CornerDownRight, LayoutGrid, Search, Server } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useMemo, useState } from 'react';
import type { HostView } from '#contract/site-api/hosts.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { readQuery } from '../_session/site-call.ts';
import type { PaletteApp } from './palette-app.ts';
import { findEntries, type Known, type PaletteGroup, paletteEntries } from './palette-entries.ts';

const signs: Record<PaletteGroup, typeof Box> = {
  Installations: Box,
  Hosts: Server,
  Apps: LayoutGrid,
  Do: CornerDownRight,
};

/** Asked for each time the palette opens, so that it shows what there is now. */
function useKnown(open: boolean): Known {
  const [known, setKnown] = useState<Known>({ apps: [], installations: null, hosts: null, refused: [] });
  useEffect(() => {
    if (!open) return;
    const abort = new AbortController();
    const { signal } = abort;
    const apps: Promise<PaletteApp[]> = fetch('/palette.json', { signal })
      .then((answer) => (answer.ok ? answer.json() : []))
      .catch(() => []);
    void Promise.all([
      apps,
      readQuery<InstallationView[]>('installations.list', { signal }),
      readQuery<HostView[]>('hosts.list', { signal }),
      readQuery<string[]>('permissions.refused', { signal }),
    ]).then(([found, installations, hosts, refused]) => {
      if (signal.aborted) return;
      setKnown({
        apps: found,
        installations: installations.ok ? installations.value : null,
        hosts: hosts.ok ? hosts.value : null,
        refused: refused.ok ? refused.value : [],
      });
    });
    return () => abort.abort();
  }, [open]);
  return known;
}

export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter();
  const known = useKnown(open);
  const [question, setQuestion] = useState('');
  const groups = useMemo(() => findEntries(paletteEntries(known), question), [known, question]);
  useEffect(() => {
    if (!open) setQuestion('');
  }, [open]);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Popup
          aria-label="Search or jump to"
          className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-[600px] -translate-x-1/2 overflow-hidden rounded-2xl border border-line bg-surface text-ink"
        >
          {/* What is found and in which order is ours (findEntries); the keyboard is cmdk's. */}
          <Command label="Search or jump to" loop shouldFilter={false}>
            <div className="flex items-center gap-3 border-line border-b px-4">
              <Search size={18} className="shrink-0 text-muted" aria-hidden />
              <Command.Input
                autoFocus
                value={question}
                onValueChange={setQuestion}
                placeholder="An app, an installation, a host, something to do"
                className="h-13 w-full bg-transparent text-[16px] outline-none placeholder:text-muted"
              />
            </div>
            <Command.List className="max-h-[min(56vh,420px)] overflow-y-auto p-1.5">
              <Command.Empty className="px-4 py-8 text-center text-muted">
                Nothing has that name.
              </Command.Empty>
              {groups.map(({ group, entries }) => {
                const Sign = signs[group];
                return (
                  <Command.Group
                    key={group}
                    heading={group}
                    className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[13.5px] [&_[cmdk-group-heading]]:text-muted"
                  >
                    {entries.map((entry) => (
                      <Command.Item
                        key={entry.id}
                        value={entry.id}
                        onSelect={() => {
                          onOpenChange(false);
                          router.push(entry.href);
                        }}
                        className="flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 py-2 data-[selected=true]:bg-sunken"
                      >
                        <Sign size={17} className="shrink-0 text-muted" aria-hidden />
                        <span className="shrink-0">{entry.title}</span>
                        {entry.note === null ? null : (
                          <span className="ml-auto truncate text-[14px] text-muted">{entry.note}</span>
                        )}
                      </Command.Item>
                    ))}
                  </Command.Group>
                );
              })}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
