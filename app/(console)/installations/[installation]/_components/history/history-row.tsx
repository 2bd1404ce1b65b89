// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Ban, CircleCheck, CircleX, DatabaseBackup, Eye, Undo2 } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { OperationState } from '#contract/operation.ts';
import { hadNothingToDo } from '../../../../../_operation/operation-words.ts';
import { Spinner } from '../../../../../_ui/button.tsx';
import { formatBytes, formatDuration } from '../../../../../_ui/format.ts';
import { paths } from '../../../../../_ui/paths.ts';
import { RelativeTime } from '../../../../../_ui/relative-time.tsx';
import { actionWords, type HistoryLine, operationWords } from './history-words.ts';

const SIZE = 17;
const signs: Record<OperationState, ReactNode> = {
  queued: <Spinner className="size-4 text-muted" />,
  running: <Spinner className="size-4 text-hop" />,
  undoing: <Spinner className="size-4 text-amber" />,
  succeeded: <CircleCheck size={SIZE} className="text-hop" aria-hidden />,
  failed: <CircleX size={SIZE} className="text-brick" aria-hidden />,
  cancelled: <Undo2 size={SIZE} className="text-amber" aria-hidden />,
};

const NOTHING = <CircleCheck size={SIZE} className="text-muted" aria-hidden />;

export function HistoryRow({ line }: { line: HistoryLine }) {
  switch (line.type) {
    case 'operation':
      return (
        <Row
          sign={hadNothingToDo(line) ? NOTHING : signs[line.state]}
          atMs={line.atMs}
          title={
            <Link
              href={paths.operation(line.operation)}
              prefetch={false}
              className="after:absolute after:inset-0"
            >
              {operationWords(line)}
            </Link>
          }
        >
          {line.who ?? 'Hop3 by itself'}, {endOf(line)}
        </Row>
      );
    case 'asked':
      return (
        <Row
          sign={
            line.accepted ? (
              <Eye size={SIZE} className="text-muted" aria-hidden />
            ) : (
              <Ban size={SIZE} className="text-muted" aria-hidden />
            )
          }
          atMs={line.atMs}
          title={actionWords(line.action)}
        >
          {line.who}
          {line.accepted ? '' : ', refused: nothing was changed'}
        </Row>
      );
    case 'backups':
      return (
        <Row
          sign={<DatabaseBackup size={SIZE} className="text-hop" aria-hidden />}
          atMs={line.newest.atMs}
          title={line.count === 1 ? 'Planned backup' : `${line.count} planned backups`}
        >
          By its server, {formatBytes(line.newest.dataBytes)}
          {line.newest.elsewhere ? ', also on another server' : ', on its own disk only'}
          {line.count === 1 ? null : (
            <>
              , the first of them <RelativeTime atMs={line.oldest.atMs} />
            </>
          )}
        </Row>
      );
  }
}

function endOf(line: Extract<HistoryLine, { type: 'operation' }>): string {
  if (hadNothingToDo(line)) return 'nothing to do: it is the newest already';
  switch (line.state) {
    case 'queued':
      return 'waiting for its turn';
    case 'running':
      return 'under way';
    case 'undoing':
      return 'being undone';
    case 'succeeded':
      return line.durationMs === null ? 'done' : `done in ${formatDuration(line.durationMs)}`;
    case 'failed':
      return `failed: ${line.failure?.message ?? 'the reason was not recorded'}`;
    case 'cancelled':
      return 'cancelled and undone';
  }
}

function Row({
  sign,
  title,
  atMs,
  children,
}: {
  sign: ReactNode;
  title: ReactNode;
  atMs: number;
  children: ReactNode;
}) {
  return (
    <li className="relative flex gap-3 px-5 py-3 first:rounded-t-2xl last:rounded-b-2xl has-[a]:hover:bg-sunken/60">
      <span className="grid h-6 w-4.5 shrink-0 place-items-center">{sign}</span>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-x-3">
          <span className="min-w-0 flex-1 break-words">{title}</span>
          <RelativeTime atMs={atMs} className="shrink-0 text-[14px] text-muted" />
        </div>
        <p className="text-[14.5px] text-muted">{children}</p>
      </div>
    </li>
  );
}
