// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import type { InstallationView } from '#contract/site-api.ts';
import { Answer } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { SectionHeading } from '../../../../_ui/page-heading.tsx';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';
import { SkeletonList } from '../../../../_ui/skeleton.tsx';
import { OperationList } from './operation-list.tsx';

const ACTIONS: Record<string, string> = {
  'installations.install': 'asked to install it',
  'installations.restart': 'asked for a restart',
  'installations.uninstall': 'asked to remove it',
  'installations.revealSignIn': 'looked at the sign-in details',
  'operations.cancel': 'asked to cancel',
  'operations.retry': 'asked to try again',
};

export function History({ installation }: { installation: InstallationView }) {
  const trpc = useTRPC();
  const audit = useQuery(trpc.audit.list.queryOptions({ installation: installation.id, limit: 100 }));
  return (
    <div className="grid gap-x-8 lg:grid-cols-2">
      <div>
        <SectionHeading>What was done</SectionHeading>
        <OperationList installation={installation.id} limit={100} />
      </div>
      <div>
        <SectionHeading>Who asked</SectionHeading>
        <Answer query={audit} loading={<SkeletonList rows={2} label="Loading who asked" />}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="rounded-2xl border border-line border-dashed px-5 py-4 text-[15px] text-muted">
                Nobody asked for anything yet.
              </p>
            ) : (
              <ol className="divide-y divide-line rounded-2xl border border-line bg-surface text-[15px]">
                {rows.map((row) => (
                  <li key={row.id} className="flex items-baseline gap-3 px-5 py-3">
                    <span className="min-w-0">
                      {row.userName}{' '}
                      <span className="text-muted">
                        {ACTIONS[row.action] ?? row.action}
                        {row.accepted ? '' : ', and was refused'}
                      </span>
                    </span>
                    <RelativeTime atMs={row.atMs} className="ml-auto shrink-0 text-[14px] text-muted" />
                  </li>
                ))}
              </ol>
            )
          }
        </Answer>
      </div>
    </div>
  );
}
