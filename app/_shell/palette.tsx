// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Dialog } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { Box, LayoutGrid, LogIn, Plus, Search, Server, Settings } from 'lucide-react';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { HostView, InstallationView } from '#contract/site-api.ts';
import { readQuery } from '../_session/site-call.ts';
import { paths } from '../_ui/paths.ts';
import type { PaletteApp } from './palette-app.ts';
import { Group, Item, rank } from './palette-parts.tsx';

interface Known {
  apps: PaletteApp[];
  installations: InstallationView[] | null;
  hosts: HostView[] | null;
}

function useKnown(open: boolean): Known {
  const [known, setKnown] = useState<Known>({ apps: [], installations: null, hosts: null });
  useEffect(() => {
    if (!open) return;
    const abort = new AbortController();
    const apps: Promise<PaletteApp[]> = fetch('/palette.json', { signal: abort.signal })
      .then((answer) => (answer.ok ? answer.json() : []))
      .catch(() => []);
    void Promise.all([
      apps,
      readQuery<InstallationView[]>('installations.list', { signal: abort.signal }),
      readQuery<HostView[]>('hosts.list', { signal: abort.signal }),
    ]).then(([found, installations, hosts]) => {
      if (abort.signal.aborted) return;
      setKnown({
        apps: found,
        installations: installations.ok ? installations.value : null,
        hosts: hosts.ok ? hosts.value : null,
      });
    });
    return () => abort.abort();
  }, [open]);
  return known;
}

export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter();
  const { apps, installations, hosts } = useKnown(open);
  const go = (href: Route) => {
    onOpenChange(false);
    router.push(href);
  };
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Popup
          aria-label="Search or jump to"
          className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-[600px] -translate-x-1/2 overflow-hidden rounded-2xl border border-line bg-surface text-ink"
        >
          <Command label="Search or jump to" loop filter={rank}>
            <div className="flex items-center gap-3 border-line border-b px-4">
              <Search size={18} className="shrink-0 text-muted" aria-hidden />
              <Command.Input
                autoFocus
                placeholder="An app, an installation, a host, something to do"
                className="h-13 w-full bg-transparent text-[16px] outline-none placeholder:text-muted"
              />
            </div>
            <Command.List className="max-h-[min(56vh,420px)] overflow-y-auto p-1.5">
              <Command.Empty className="px-4 py-8 text-center text-muted">
                Nothing has that name.
              </Command.Empty>
              {installations && installations.length > 0 ? (
                <Group heading="Installations">
                  {installations.map((each) => (
                    <Item
                      key={each.id}
                      id={`installation ${each.id}`}
                      words={[each.title, each.appTitle, each.domain]}
                      sign={<Box size={17} />}
                      note={each.domain}
                      onSelect={() => go(paths.installation(each.id))}
                    >
                      {each.title}
                    </Item>
                  ))}
                </Group>
              ) : null}
              {hosts && hosts.length > 0 ? (
                <Group heading="Hosts">
                  {hosts.map((each) => (
                    <Item
                      key={each.id}
                      id={`host ${each.id}`}
                      words={[each.name, each.address]}
                      sign={<Server size={17} />}
                      note={each.address}
                      onSelect={() => go(paths.host(each.id))}
                    >
                      {each.name}
                    </Item>
                  ))}
                </Group>
              ) : null}
              <Group heading="Apps">
                {apps.map((each) => (
                  <Item
                    key={each.id}
                    id={`app ${each.id}`}
                    words={[each.title, each.summary, ...each.words]}
                    sign={<LayoutGrid size={17} />}
                    note={each.summary}
                    onSelect={() => go(paths.app(each.id))}
                  >
                    {each.title}
                  </Item>
                ))}
              </Group>
              <Group heading="Do">
                {installations === null ? (
                  <Item
                    id="sign in"
                    words={['Sign in', 'log in']}
                    sign={<LogIn size={17} />}
                    onSelect={() => go(paths.signIn())}
                  >
                    Sign in
                  </Item>
                ) : (
                  <>
                    {apps.map((each) => (
                      <Item
                        key={each.id}
                        id={`install ${each.id}`}
                        words={[`Install ${each.title}`]}
                        sign={<Plus size={17} />}
                        onSelect={() => go(paths.install(each.id))}
                      >
                        Install {each.title}
                      </Item>
                    ))}
                    <Item
                      id="connect host"
                      words={['Connect a host', 'server', 'add']}
                      sign={<Server size={17} />}
                      onSelect={() => go(paths.connectHost())}
                    >
                      Connect a host
                    </Item>
                    <Item
                      id="settings"
                      words={['Settings', 'password', 'sessions', 'certificates']}
                      sign={<Settings size={17} />}
                      onSelect={() => go(paths.settings())}
                    >
                      Settings
                    </Item>
                  </>
                )}
              </Group>
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
