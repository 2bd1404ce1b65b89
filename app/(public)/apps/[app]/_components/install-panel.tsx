// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { ChevronsUpDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { HostView } from '#contract/site-api/hosts.ts';
import { readQuery } from '../../../../_session/site-call.ts';
import { usePerson } from '../../../../_session/use-person.ts';
import { formatBytes, formatDuration } from '../../../../_ui/format.ts';
import { LinkButton } from '../../../../_ui/link-button.tsx';
import { Panel } from '../../../../_ui/panel.tsx';
import { paths } from '../../../../_ui/paths.ts';

const freeOf = (host: HostView) =>
  host.facts === null ? 'room unknown' : `${formatBytes(host.facts.memoryAvailableBytes)} free`;

/** Where to install and the button. Who is not signed in sees the button alone and signs in on the way. */
export function InstallPanel({
  app,
  title,
  questions,
  provenMs,
}: {
  app: string;
  title: string;
  questions: number;
  /** How long it took when it was proven. */
  provenMs: number | null;
}) {
  const [hosts, setHosts] = useState<HostView[]>([]);
  const [chosen, setChosen] = useState<string>();
  const person = usePerson();
  const isSignedIn = person !== null && person !== 'asking';
  useEffect(() => {
    if (!isSignedIn) return;
    const abort = new AbortController();
    void readQuery<HostView[]>('hosts.list', { signal: abort.signal }).then((found) => {
      if (found.ok) setHosts(found.value.filter((host) => host.state === 'connected'));
    });
    return () => abort.abort();
  }, [isSignedIn]);
  const host = hosts.find((each) => each.id === chosen) ?? hosts[0];
  return (
    <Panel className="p-5">
      {host ? (
        <>
          <label htmlFor="install-host" className="text-[14px] text-muted">
            Install on
          </label>
          <div className="relative mt-1.5 mb-3">
            <select
              id="install-host"
              value={host.id}
              onChange={(event) => setChosen(event.target.value)}
              className="h-11 w-full appearance-none rounded-xl border border-line bg-surface px-3.5 pr-9 hover:border-muted"
            >
              {hosts.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name} · {freeOf(each)}
                </option>
              ))}
            </select>
            <ChevronsUpDown
              size={16}
              className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-muted"
              aria-hidden
            />
          </div>
        </>
      ) : null}
      <LinkButton href={paths.install(app, host?.id)} tone="primary" size="large" className="w-full">
        Install {title}
      </LinkButton>
      <p className="mt-3 text-[14px] text-muted">
        {provenMs === null ? null : `Took ${formatDuration(provenMs)} when it was proven. `}
        {questions === 0
          ? 'You answer one question: its address.'
          : `You answer ${questions + 1} questions, its address among them.`}{' '}
        You see what will happen before it starts, and can undo it.
      </p>
    </Panel>
  );
}
