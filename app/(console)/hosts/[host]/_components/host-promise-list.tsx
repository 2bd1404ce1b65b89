// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { PromiseSeal } from '../../../../_console/promise-seal.tsx';
import { promiseTroubles } from '../../../../_console/promise-words.ts';
import { useTRPC } from '../../../../_console/trpc.ts';
import { SectionHeading } from '../../../../_ui/page-heading.tsx';
import { Panel } from '../../../../_ui/panel.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { hostPromisesLabel, promisesOn } from '../../_components/host-promises.ts';

/** What it keeps for the apps on it, and which of them need somebody. Nothing while nothing runs on it. */
export function HostPromiseList({ host }: { host: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.installations.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  if (query.data === undefined) return null;
  const promised = promisesOn(host, query.data);
  if (promised.all === 0) return null;
  const troubled = promised.apps.filter(({ promises }) => promiseTroubles(promises).length > 0);
  return (
    <>
      <SectionHeading>Promises</SectionHeading>
      <Panel className="divide-y divide-line text-[15px]">
        <div className="flex items-center gap-4 p-5">
          <PromiseSeal promises={promised.together} size={44} label="" />
          <div>
            <p className="font-semibold">{hostPromisesLabel(promised)}</p>
            <p className="text-[14.5px] text-muted">
              Restores, backups, certificates, health and updates of what runs on it. It keeps them by itself,
              also while this site is off.
            </p>
          </div>
        </div>
        {troubled.map(({ id, title, promises }) => (
          <div key={id} className="relative px-5 py-3 last:rounded-b-2xl hover:bg-sunken/60">
            <Link
              href={paths.installation(id)}
              prefetch={false}
              className="font-semibold after:absolute after:inset-0"
            >
              {title}
            </Link>
            <p className="text-[14.5px]">
              {promiseTroubles(promises).map(({ id: promise, state, words }, index) => (
                <span key={promise} className={state === 'broken' ? 'text-brick' : 'text-amber'}>
                  {index === 0 ? words : `, ${words}`}
                </span>
              ))}
            </p>
          </div>
        ))}
      </Panel>
    </>
  );
}
