// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { Boxes } from 'lucide-react';
import { Allowed } from '../../../_console/allowed.tsx';
import { Answer } from '../../../_console/query-state.tsx';
import { useTRPC } from '../../../_console/trpc.ts';
import { EmptyState } from '../../../_ui/empty-state.tsx';
import { LinkButton } from '../../../_ui/link-button.tsx';
import { paths } from '../../../_ui/paths.ts';
import { SkeletonList } from '../../../_ui/skeleton.tsx';
import { InstallationRow } from './installation-row.tsx';

export function InstallationList() {
  const trpc = useTRPC();
  const query = useQuery(trpc.installations.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  return (
    <Answer query={query} loading={<SkeletonList label="Loading your installations" />}>
      {(installations) =>
        installations.length === 0 ? (
          <EmptyState
            sign={<Boxes size="1em" />}
            title="Nothing is installed yet"
            action={
              <Allowed
                to="installations.install"
                otherwise={<LinkButton href={paths.catalogue()}>See the catalogue</LinkButton>}
              >
                <LinkButton href={paths.catalogue()} tone="primary">
                  Pick an app
                </LinkButton>
                <LinkButton href={paths.start()}>First steps</LinkButton>
              </Allowed>
            }
          >
            Pick an app from the catalogue. Before anything starts you see what will happen, and you can take
            it away again with nothing left.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
            {installations.map((each) => (
              <InstallationRow key={each.id} installation={each} />
            ))}
          </ul>
        )
      }
    </Answer>
  );
}
