// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { PackageOpen, PackageX, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { UpdateView } from '#contract/site-api/updates.ts';
import { Allowed } from '../../../../../_console/allowed.tsx';
import { isInstalled } from '../../../../../_console/installation-words.ts';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { Notice } from '../../../../../_ui/panel.tsx';
import { RelativeTime } from '../../../../../_ui/relative-time.tsx';
import { useNow } from '../../../../../_ui/use-now.ts';
import { useAsked } from '../use-asked.ts';
import { Rehearsed } from './rehearsed.tsx';
import { RollBackDialog } from './roll-back-dialog.tsx';
import { UpdateDialog } from './update-dialog.tsx';
import { capital, previousName, rehearsalOf, updateTitle, versionName } from './update-words.ts';

/** So long after an update its page offers the way back at once; later it is under Settings. */
const FRESH_MS = 7 * 86_400_000;

/** Says that there is something newer, or that it was updated lately; nothing otherwise. */
export function UpdateBanner({ installation }: { installation: InstallationView }) {
  const trpc = useTRPC();
  const view = useQuery(
    trpc.updates.view.queryOptions({ installation: installation.id }, { refetchInterval: 30_000 }),
  ).data;
  if (view === undefined || !isInstalled(installation) || installation.currentOperation !== null) return null;
  return view.available === null ? (
    <UpdatedLately installation={installation} view={view} />
  ) : (
    <Ready installation={installation} view={view} available={view.available} />
  );
}

function Ready({
  installation,
  view,
  available,
}: {
  installation: InstallationView;
  view: UpdateView;
  available: NonNullable<UpdateView['available']>;
}) {
  const [asking, setAsking] = useAsked(installation.id, 'update');
  const rehearsal = rehearsalOf(view);
  const failed = rehearsal?.ok === false;
  const news = available.changes[0]?.lines.slice(0, 2).join(' ') ?? '';
  return (
    <Notice
      tone="amber"
      className="mt-6"
      sign={failed ? <PackageX size="1em" aria-hidden /> : <PackageOpen size="1em" aria-hidden />}
      title={
        failed
          ? `${capital(versionName(installation.appTitle, available))} is held back`
          : updateTitle(installation.appTitle, available)
      }
      action={
        <Allowed to="updates.update">
          <Button tone="ink" onClick={() => setAsking(true)}>
            {failed ? 'Look again' : 'Update'}
          </Button>
        </Allowed>
      }
    >
      {rehearsal === null ? (
        news || 'It is tried on a copy of your data before anything changes.'
      ) : (
        <>
          {failed ? '' : news} <Rehearsed rehearsal={rehearsal} />
          {failed ? ' Nothing was changed.' : ''}
        </>
      )}
      <Allowed to="updates.update">
        <UpdateDialog
          installation={installation}
          view={view}
          digest={available.packageDigest}
          open={asking}
          onOpenChange={setAsking}
        />
      </Allowed>
    </Notice>
  );
}

function UpdatedLately({ installation, view }: { installation: InstallationView; view: UpdateView }) {
  const [asking, setAsking] = useState(false);
  const nowMs = useNow();
  const { previous } = view;
  if (previous === null || nowMs === null || nowMs - previous.sinceMs > FRESH_MS) return null;
  const before = previousName(installation.appTitle, { current: view.current, previous });
  return (
    <Notice
      tone="plain"
      className="mt-6"
      sign={<Undo2 size="1em" aria-hidden />}
      title={
        <>
          Changed <RelativeTime atMs={previous.sinceMs} /> from {before.long}
        </>
      }
      action={
        <Allowed to="updates.rollBack">
          <Button size="small" onClick={() => setAsking(true)}>
            Back to {before.short}
          </Button>
        </Allowed>
      }
    >
      It was checked before visitors came in again. If something is amiss all the same, the version before is
      kept.
      <RollBackDialog
        installation={installation}
        view={view}
        previous={previous}
        open={asking}
        onOpenChange={setAsking}
      />
    </Notice>
  );
}
