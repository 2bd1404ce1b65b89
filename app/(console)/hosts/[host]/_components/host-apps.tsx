// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { Answer } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { SkeletonList } from '../../../../_ui/skeleton.tsx';
import { InstallationRow } from '../../../installations/_components/installation-row.tsx';

export function HostApps({ host }: { host: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.installations.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  return (
    <Answer query={query} loading={<SkeletonList rows={2} label="Loading what runs on it" />}>
      {(installations) => {
        const here = installations.filter((each) => each.host === host);
        return here.length === 0 ? (
          <p className="rounded-2xl border border-line border-dashed px-5 py-4 text-[15px] text-muted">
            Nothing runs on it yet.
          </p>
        ) : (
          <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
            {here.map((each) => (
              <InstallationRow key={each.id} installation={each} />
            ))}
          </ul>
        );
      }}
    </Answer>
  );
}
