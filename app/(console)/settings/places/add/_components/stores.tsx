// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Vault } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Answer, ErrorNotice } from '../../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { formatBytes } from '../../../../../_ui/format.ts';
import { Panel } from '../../../../../_ui/panel.tsx';
import { paths } from '../../../../../_ui/paths.ts';
import { Skeleton } from '../../../../../_ui/skeleton.tsx';

/** One click: a connected server takes the backups of the others. */
export function Stores() {
  const trpc = useTRPC();
  const router = useRouter();
  const query = useQuery(trpc.backups.targets.stores.queryOptions());
  const add = useMutation(
    trpc.backups.targets.add.mutationOptions({
      onSuccess: ({ operation }) =>
        router.push(operation === null ? paths.backupPlaces() : paths.operation(operation)),
    }),
  );
  return (
    <section aria-labelledby="stores">
      <Panel className="p-5 sm:p-6">
        <div className="flex items-start gap-5">
          <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-hop-soft text-hop">
            <Vault size={22} aria-hidden />
          </span>
          <div className="min-w-0">
            <h2 id="stores" className="font-semibold text-[18px]">
              Another of your servers
            </h2>
            <p className="text-[15px] text-muted">
              The safest: your other servers can only add backups there, so one that was broken into can
              delete none. It is set up for you.
            </p>
          </div>
        </div>
        {add.error ? <ErrorNotice error={add.error} className="mt-4" /> : null}
        <Answer query={query} loading={<Skeleton className="mt-4 h-11" />}>
          {(hosts) =>
            hosts.length === 0 ? (
              <p className="mt-4 text-[14.5px] text-muted">
                There is none to choose: connect a second server under Hosts first.
              </p>
            ) : (
              <ul className="mt-4 divide-y divide-line border-line border-t">
                {hosts.map((host) => (
                  <li key={host.id} className="flex flex-wrap items-center gap-3 pt-3 pb-3 last:pb-0">
                    <div className="min-w-0 flex-1">
                      <p>{host.name}</p>
                      <p className="text-[14px] text-muted">
                        {host.address}
                        {host.facts ? `, ${formatBytes(host.facts.diskFreeBytes)} free` : ''}
                      </p>
                    </div>
                    <Button
                      size="small"
                      busy={(add.isPending || add.isSuccess) && hostOf(add.variables) === host.id}
                      disabled={add.isPending || add.isSuccess || host.currentOperation !== null}
                      onClick={() => add.mutate({ kind: 'store', host: host.id })}
                    >
                      Keep backups here<span className="sr-only"> on {host.name}</span>
                    </Button>
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      </Panel>
    </section>
  );
}

const hostOf = (input: { kind: string; host?: string } | undefined): string | undefined => input?.host;
