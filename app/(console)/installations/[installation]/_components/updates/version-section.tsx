// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { UpdateView } from '#contract/site-api/updates.ts';
import { Allowed } from '../../../../../_console/allowed.tsx';
import { Answer } from '../../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { Panel } from '../../../../../_ui/panel.tsx';
import { RelativeTime } from '../../../../../_ui/relative-time.tsx';
import { SkeletonList } from '../../../../../_ui/skeleton.tsx';
import { RollBackDialog } from './roll-back-dialog.tsx';
import { UpdateDialog } from './update-dialog.tsx';
import { capital, previousName, updateTitle, versionName } from './update-words.ts';

/** Which version runs, what it can be made to, and the way back. */
export function VersionSection({ installation }: { installation: InstallationView }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.updates.view.queryOptions({ installation: installation.id }));
  return (
    <Answer query={query} loading={<SkeletonList rows={1} label="Loading the version" />}>
      {(view) => <Versions installation={installation} view={view} />}
    </Answer>
  );
}

function Versions({ installation, view }: { installation: InstallationView; view: UpdateView }) {
  const [asking, setAsking] = useState<'update' | 'again' | 'back' | null>(null);
  const busy = installation.currentOperation !== null;
  const { available, previous, current } = view;
  const close = (open: boolean) => {
    if (!open) setAsking(null);
  };
  return (
    <Panel className="divide-y divide-line text-[15px]">
      <Line
        title={capital(versionName(installation.appTitle, current))}
        action={
          available === null ? null : (
            <Allowed to="updates.update">
              <Button size="small" tone="ink" disabled={busy} onClick={() => setAsking('update')}>
                Update
              </Button>
            </Allowed>
          )
        }
      >
        Package {current.packageVersion}.{' '}
        {available === null
          ? 'The catalogue has nothing newer.'
          : `${updateTitle(installation.appTitle, available)}.`}
      </Line>
      {available === null ? (
        <Line
          title="The newest security fixes"
          action={
            <Allowed to="updates.update">
              <Button size="small" disabled={busy} onClick={() => setAsking('again')}>
                Build it again
              </Button>
            </Allowed>
          }
        >
          The same version, built with what Debian has mended since.
        </Line>
      ) : null}
      {previous === null ? null : (
        <Line
          title={capital(previousName(installation.appTitle, { current, previous }).long)}
          action={
            <Allowed to="updates.rollBack">
              <Button size="small" disabled={busy} onClick={() => setAsking('back')}>
                Go back
              </Button>
            </Allowed>
          }
        >
          It ran until <RelativeTime atMs={previous.sinceMs} /> and is kept on the server.
        </Line>
      )}
      <UpdateDialog
        installation={installation}
        view={view}
        digest={asking === 'again' || available === null ? current.packageDigest : available.packageDigest}
        open={asking === 'update' || asking === 'again'}
        onOpenChange={close}
      />
      {previous === null ? null : (
        <RollBackDialog
          installation={installation}
          view={view}
          previous={previous}
          open={asking === 'back'}
          onOpenChange={close}
        />
      )}
    </Panel>
  );
}

function Line({ title, action, children }: { title: string; action: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5">
      <div className="min-w-0 flex-1 basis-64">
        <h3 className="font-sans font-semibold text-[15px] tracking-normal">{title}</h3>
        <p className="text-[14.5px] text-muted">{children}</p>
      </div>
      {action}
    </div>
  );
}
