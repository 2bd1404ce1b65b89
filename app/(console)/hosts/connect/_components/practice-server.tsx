// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { FlaskConical } from 'lucide-react';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { usePracticeServer } from '../../../../_console/use-practice-server.ts';
import { Button } from '../../../../_ui/button.tsx';
import { Panel } from '../../../../_ui/panel.tsx';
import { Skeleton } from '../../../../_ui/skeleton.tsx';

export function PracticeServer() {
  const { offer, connect, error, busy } = usePracticeServer();
  return (
    <section aria-labelledby="practice">
      <Panel className="p-5 sm:p-6">
        <div className="flex flex-wrap items-center gap-x-5 gap-y-4">
          <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-hop-soft text-hop">
            <FlaskConical size={22} aria-hidden />
          </span>
          <div className="min-w-0 flex-1 basis-64">
            <h2 id="practice" className="font-semibold text-[18px]">
              The practice server on this computer
            </h2>
            <p className="text-[15px] text-muted">
              A real Debian that was started beside this site. Apps on it open in the browsers of this
              computer.
            </p>
          </div>
          {offer.isPending ? (
            <Skeleton className="h-11 w-36" />
          ) : offer.data ? (
            <Button tone="primary" busy={busy} onClick={connect}>
              Use {offer.data.name}
            </Button>
          ) : null}
        </div>
        {offer.data === null ? (
          <p className="mt-4 text-[14.5px] text-muted">
            There is none to connect: it is connected already, or the site was started without one. Started by
            root or by who may use sudo, <code className="font-mono text-[13.5px]">npm start</code> boots one.
          </p>
        ) : null}
        {offer.error ? (
          <ErrorNotice error={offer.error} retry={() => offer.refetch()} className="mt-4" />
        ) : null}
        {error ? <ErrorNotice error={error} className="mt-4" /> : null}
      </Panel>
    </section>
  );
}
