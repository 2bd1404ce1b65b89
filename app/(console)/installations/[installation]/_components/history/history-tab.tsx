// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { History as HistorySign } from 'lucide-react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Answer } from '../../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { EmptyState } from '../../../../../_ui/empty-state.tsx';
import { SectionHeading } from '../../../../../_ui/page-heading.tsx';
import { SkeletonList } from '../../../../../_ui/skeleton.tsx';
import { HistoryRow } from './history-row.tsx';
import { historyLines } from './history-words.ts';

/** Who did what and how it ended, and what its server did by itself; newest first, a page at a time. */
export function HistoryTab({ installation }: { installation: InstallationView }) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.audit.history.infiniteQueryOptions(
      { installation: installation.id },
      { getNextPageParam: ({ next }) => next, refetchInterval: 20_000 },
    ),
  );
  return (
    <div className="max-w-[820px]">
      <SectionHeading>History</SectionHeading>
      <Answer query={query} loading={<SkeletonList rows={4} label="Loading the history" />}>
        {({ pages }) => {
          const lines = historyLines(pages.flatMap(({ entries }) => entries));
          return lines.length === 0 ? (
            <EmptyState sign={<HistorySign size="1em" />} title="Nothing was done yet">
              What anybody does with it stands here, with their name.
            </EmptyState>
          ) : (
            <>
              <ol className="divide-y divide-line rounded-2xl border border-line bg-surface text-[15px]">
                {lines.map((line) => (
                  <HistoryRow key={`${line.type} ${line.id}`} line={line} />
                ))}
              </ol>
              {query.hasNextPage ? (
                <Button
                  className="mt-4"
                  busy={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Show what was before
                </Button>
              ) : null}
            </>
          );
        }}
      </Answer>
    </div>
  );
}
