// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, Undo2 } from 'lucide-react';
import Link from 'next/link';
import type { OperationState } from '#contract/operation.ts';
import { Answer } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { hadNothingToDo, operationNoun } from '../../../../_operation/operation-words.ts';
import { Spinner } from '../../../../_ui/button.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';
import { SkeletonList } from '../../../../_ui/skeleton.tsx';

const signs: Record<OperationState, { sign: React.ReactNode; words: string }> = {
  queued: { sign: <Spinner className="size-4 text-muted" />, words: 'waiting' },
  running: { sign: <Spinner className="size-4 text-hop" />, words: 'under way' },
  undoing: { sign: <Spinner className="size-4 text-amber" />, words: 'being undone' },
  succeeded: { sign: <CircleCheck size={16} className="text-hop" aria-hidden />, words: 'done' },
  failed: { sign: <CircleX size={16} className="text-brick" aria-hidden />, words: 'failed' },
  cancelled: { sign: <Undo2 size={16} className="text-amber" aria-hidden />, words: 'cancelled' },
};

const NOTHING = {
  sign: <CircleCheck size={16} className="text-muted" aria-hidden />,
  words: 'had nothing to do',
};

/** What was done, newest first. */
export function OperationList({
  installation,
  host,
  limit,
}: {
  installation?: string;
  host?: string;
  limit: number;
}) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.operations.list.queryOptions(
      { installation: installation ?? null, host: host ?? null, limit },
      { refetchInterval: 10_000 },
    ),
  );
  return (
    <Answer query={query} loading={<SkeletonList rows={2} label="Loading the history" />}>
      {(operations) =>
        operations.length === 0 ? (
          <p className="rounded-2xl border border-line border-dashed px-5 py-4 text-[15px] text-muted">
            Nothing was done yet.
          </p>
        ) : (
          <ol className="divide-y divide-line rounded-2xl border border-line bg-surface text-[15px]">
            {operations.map((operation) => (
              <li
                key={operation.id}
                className="relative flex items-center gap-3 px-5 py-3 first:rounded-t-2xl last:rounded-b-2xl hover:bg-sunken/60"
              >
                {hadNothingToDo(operation) ? NOTHING.sign : signs[operation.state].sign}
                <span className="min-w-0">
                  <Link
                    href={paths.operation(operation.id)}
                    prefetch={false}
                    className="after:absolute after:inset-0"
                  >
                    {operationNoun(operation)}
                    {installation ? null : ` of ${operation.subject}`}
                  </Link>
                  {operation.state === 'succeeded' ? (
                    <span className="sr-only"> done</span>
                  ) : (
                    <span className="text-muted">
                      {' '}
                      {hadNothingToDo(operation) ? NOTHING.words : signs[operation.state].words}
                    </span>
                  )}
                </span>
                <RelativeTime
                  atMs={operation.endedAtMs ?? operation.createdAtMs}
                  className="ml-auto shrink-0 text-[14px] text-muted"
                />
              </li>
            ))}
          </ol>
        )
      }
    </Answer>
  );
}
