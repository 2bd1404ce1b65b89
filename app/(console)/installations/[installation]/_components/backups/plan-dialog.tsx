// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import type { BackupPlanView } from '#contract/site-api/backups.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Answer } from '../../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Dialog } from '../../../../../_ui/dialog.tsx';
import { Skeleton } from '../../../../../_ui/skeleton.tsx';
import { PlanForm } from './plan-form.tsx';

export function PlanDialog({
  installation,
  plan,
  timezone,
  open,
  onOpenChange,
}: {
  installation: InstallationView;
  plan: BackupPlanView | null;
  timezone: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      wide
      title={`Backups of ${installation.title}`}
      description="Its server keeps to this by itself, also when this site is off."
    >
      <Targets>
        {(targets) => (
          <PlanForm
            installation={installation}
            plan={plan}
            timezone={timezone}
            targets={targets}
            onClose={() => onOpenChange(false)}
          />
        )}
      </Targets>
    </Dialog>
  );
}

type PlaceList = Parameters<typeof PlanForm>[0]['targets'];

function Targets({ children }: { children: (targets: PlaceList) => React.ReactNode }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.backups.targets.list.queryOptions());
  return (
    <Answer query={query} loading={<Skeleton className="h-80" />}>
      {children}
    </Answer>
  );
}
