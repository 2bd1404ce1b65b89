// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import type { BackupsView } from '#contract/site-api/backups.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Answer } from '../../../../../_console/query-state.tsx';
import { RecoveryNotice } from '../../../../../_console/recovery-notice.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { SectionHeading } from '../../../../../_ui/page-heading.tsx';
import { RelativeTime } from '../../../../../_ui/relative-time.tsx';
import { SkeletonList } from '../../../../../_ui/skeleton.tsx';
import { BackUpNow } from './back-up-now.tsx';
import { BackupList } from './backup-list.tsx';
import { BackupStrip } from './backup-strip.tsx';
import { DeleteKept } from './delete-kept.tsx';
import { FailedAttempts } from './failed-attempts.tsx';
import { KeptWhole } from './kept-whole.tsx';
import { PlanPanel } from './plan-panel.tsx';

/** What is kept of an installation, when and where; also of one that was uninstalled. */
export function BackupsTab({ installation }: { installation: InstallationView }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.backups.list.queryOptions({ installation: installation.id }, { refetchInterval: 10_000 }),
  );
  const removed = installation.state === 'removed' || installation.state === 'install-failed';
  return (
    <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_340px]">
      <div className="min-w-0">
        <SectionHeading action={removed ? null : <BackUpNow installation={installation} />}>
          {removed ? 'Kept backups' : 'Backups'}
        </SectionHeading>
        <Answer query={query} loading={<SkeletonList rows={4} label="Loading the backups" />}>
          {(found) => <Found installation={installation} found={found} removed={removed} />}
        </Answer>
      </div>
      <div className="min-w-0">
        {removed ? null : <PlanPanel installation={installation} />}
        {query.data ? <KeptWhole found={query.data} /> : null}
        {removed && query.data && query.data.backups.length > 0 ? (
          <DeleteKept installation={installation} backups={query.data.backups} />
        ) : null}
      </div>
    </div>
  );
}

function Found({
  installation,
  found,
  removed,
}: {
  installation: InstallationView;
  found: BackupsView;
  removed: boolean;
}) {
  const { backups, attempts } = found;
  return (
    <div className="space-y-4">
      {removed ? null : <FailedAttempts attempts={attempts} newestAtMs={backups[0]?.atMs ?? null} />}
      {installation.state === 'unknown' && installation.checkedAtMs !== null ? (
        <p className="text-[14.5px] text-muted">
          As {installation.hostName} said last, <RelativeTime atMs={installation.checkedAtMs} />. It goes on
          with its plan by itself; what it made since appears here once it answers.
        </p>
      ) : null}
      {backups.length > 0 ? <RecoveryNotice /> : null}
      {backups.length > 0 && !removed ? <BackupStrip backups={backups} /> : null}
      <BackupList installation={installation} found={found} removed={removed} />
    </div>
  );
}
