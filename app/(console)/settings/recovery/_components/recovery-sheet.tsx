// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, Printer } from 'lucide-react';
import type { RecoverySheetView, RecoveryView } from '#contract/site-api/recovery.ts';
import { Answer } from '../../../../_console/query-state.tsx';
import { toastError } from '../../../../_console/toasts.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { Button } from '../../../../_ui/button.tsx';
import { Skeleton } from '../../../../_ui/skeleton.tsx';
import { AskForSheet } from './ask-for-sheet.tsx';
import { SheetPaper } from './sheet-paper.tsx';
import { madeWords, SHEET_FILE, sheetParts, sheetText } from './sheet-text.ts';

/** Asked for with the password, shown until the page is left, and kept by printing or downloading it. */
export function RecoverySheet() {
  const trpc = useTRPC();
  const state = useQuery(trpc.backups.recovery.queryOptions());
  const ask = useMutation(trpc.backups.recoverySheet.mutationOptions({ gcTime: 0 }));
  return (
    <Answer query={state} loading={<Skeleton className="h-56 rounded-2xl" />}>
      {(recovery) =>
        ask.data ? (
          <Shown view={ask.data} recovery={recovery} />
        ) : (
          <AskForSheet
            recovery={recovery}
            busy={ask.isPending}
            error={ask.error}
            onAsk={(password) => ask.mutate({ password })}
          />
        )
      }
    </Answer>
  );
}

function Shown({ view, recovery }: { view: RecoverySheetView; recovery: RecoveryView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const kept = useMutation(
    trpc.backups.recoverySheetKept.mutationOptions({
      onError: toastError,
      onSettled: () => queryClient.invalidateQueries(trpc.backups.recovery.queryFilter()),
    }),
  );
  const keptNow = recovery.keptAtMs !== null && recovery.keptAtMs >= view.sheet.madeAtMs;
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center gap-2.5 print:hidden">
        <Button
          tone="primary"
          onClick={() => {
            save(sheetText(view));
            kept.mutate();
          }}
        >
          <Download size={17} aria-hidden /> Download it
        </Button>
        <Button
          onClick={() => {
            kept.mutate();
            window.print();
          }}
        >
          <Printer size={17} aria-hidden /> Print it
        </Button>
        <p className="min-w-0 flex-1 basis-60 text-[14.5px] text-muted" role="status">
          {keptNow
            ? 'Noted that you kept it. Put it where none of your servers is.'
            : 'It is gone from here when you leave the page.'}
        </p>
      </div>
      <SheetPaper
        organisation={view.organisation}
        made={`${view.sheet.siteUrl}, made ${madeWords(view.sheet.madeAtMs)}`}
        parts={sheetParts(view)}
      />
    </>
  );
}

function save(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = SHEET_FILE;
  link.click();
  URL.revokeObjectURL(address);
}
