// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { Allowed } from '../../../../_console/allowed.tsx';
import { Answer } from '../../../../_console/query-state.tsx';
import { RecoveryNotice } from '../../../../_console/recovery-notice.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { LinkButton } from '../../../../_ui/link-button.tsx';
import { Notice } from '../../../../_ui/panel.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { SkeletonList } from '../../../../_ui/skeleton.tsx';
import { PlaceRow } from './place-row.tsx';

export function PlaceList() {
  const trpc = useTRPC();
  const query = useQuery(trpc.backups.targets.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  return (
    <Answer query={query} loading={<SkeletonList rows={3} label="Loading the places" />}>
      {(places) => (
        <div className="space-y-4">
          <RecoveryNotice />
          {places.length === 1 ? (
            <Notice
              tone="amber"
              sign={<CircleAlert size="1em" aria-hidden />}
              title="There is no place elsewhere"
              action={
                <Allowed to="backups.targets.add">
                  <LinkButton href={paths.addBackupPlace()} tone="ink" size="small">
                    Add one
                  </LinkButton>
                </Allowed>
              }
            >
              Whoever loses a server loses its apps with all their backups.
            </Notice>
          ) : null}
          <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
            {places.map((place) => (
              <PlaceRow key={place.id} place={place} />
            ))}
          </ul>
        </div>
      )}
    </Answer>
  );
}
