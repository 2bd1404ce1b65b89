// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { CalendarClock, CircleAlert, CloudOff, Pause } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { BackupPlanView, NamedTarget } from '#contract/site-api/backups.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Allowed } from '../../../../../_console/allowed.tsx';
import {
  placeKindsWithin,
  placeSafety,
  retentionWords,
  scheduleWords,
} from '../../../../../_console/backup-words.ts';
import { Answer } from '../../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { SectionHeading } from '../../../../../_ui/page-heading.tsx';
import { Panel } from '../../../../../_ui/panel.tsx';
import { DayAndTime } from '../../../../../_ui/relative-time.tsx';
import { Skeleton } from '../../../../../_ui/skeleton.tsx';
import { StatusDot } from '../../../../../_ui/status-dot.tsx';
import { useNow } from '../../../../../_ui/use-now.ts';
import { PlanDialog } from './plan-dialog.tsx';

export function PlanPanel({ installation }: { installation: InstallationView }) {
  const trpc = useTRPC();
  const [changing, setChanging] = useState(false);
  const query = useQuery(
    trpc.backups.plan.queryOptions({ installation: installation.id }, { refetchInterval: 10_000 }),
  );
  const busy = installation.currentOperation !== null;
  const change = (
    <Allowed to="backups.setPlan">
      <Button size="small" disabled={busy} onClick={() => setChanging(true)}>
        Change
      </Button>
    </Allowed>
  );
  return (
    <>
      <SectionHeading action={query.data?.plan ? change : null}>Plan</SectionHeading>
      <Answer query={query} loading={<Skeleton className="h-64 rounded-2xl" />}>
        {({ plan, timezone }) => (
          <>
            {plan === null ? (
              <NoPlan busy={busy} onChoose={() => setChanging(true)} />
            ) : (
              <Plan plan={plan} busy={busy} onChange={() => setChanging(true)} />
            )}
            <PlanDialog
              installation={installation}
              plan={plan}
              timezone={timezone}
              open={changing}
              onOpenChange={setChanging}
            />
          </>
        )}
      </Answer>
    </>
  );
}

function NoPlan({ busy, onChoose }: { busy: boolean; onChoose: () => void }) {
  return (
    <div className="rounded-2xl bg-amber-soft px-5 py-4">
      <p className="font-semibold">It is not backed up</p>
      <Allowed to="backups.setPlan">
        <p className="mt-0.5 text-[14.5px] text-ink/80">
          Choose when and where, and its server does the rest by itself, also when this site is off.
        </p>
        <Button tone="ink" size="small" className="mt-3" disabled={busy} onClick={onChoose}>
          Set up backups
        </Button>
      </Allowed>
    </div>
  );
}

function Plan({ plan, busy, onChange }: { plan: BackupPlanView; busy: boolean; onChange: () => void }) {
  const onlyLocal = plan.targets.every(({ kind }) => kind === 'local');
  return (
    <Panel className="divide-y divide-line overflow-hidden text-[15px]">
      <div className="flex gap-3.5 px-5 py-4">
        <CalendarClock
          size={20}
          className={clsx('mt-0.5 shrink-0', plan.paused ? 'text-muted' : 'text-hop')}
          aria-hidden
        />
        <div className="min-w-0">
          <p className="font-semibold">{scheduleWords(plan.schedule)}</p>
          <p className="text-[14.5px] text-muted">
            <Next plan={plan} /> Kept for {retentionWords(plan.keep)}.
          </p>
        </div>
      </div>
      <ol aria-label="Places" className="space-y-3 px-5 py-4">
        {plan.targets.map((target) => (
          <Place key={target.id} target={target} />
        ))}
      </ol>
      {plan.applied ? null : (
        <Warning sign={<CloudOff size={18} aria-hidden />} title="Its server does not have this plan yet">
          {busy ? 'It is being told.' : 'It keeps to the one before. Save the plan again to try anew.'}
        </Warning>
      )}
      {plan.paused ? (
        <Warning sign={<Pause size={18} aria-hidden />} title="Paused: no backups are being made">
          What was kept stays. Go on with them under Change once you are done.
        </Warning>
      ) : onlyLocal ? (
        <Warning sign={<CircleAlert size={18} aria-hidden />} title="Not safe from losing this server">
          Every backup is on its own disk.{' '}
          <Allowed to="backups.setPlan">
            <button type="button" className="underline underline-offset-2" onClick={onChange} disabled={busy}>
              Add a place elsewhere
            </button>
            .
          </Allowed>
        </Warning>
      ) : null}
    </Panel>
  );
}

/** The plan's clock is that of the installation; the next time is said in the browser's. */
function Next({ plan: { nextAtMs, timezone } }: { plan: BackupPlanView }) {
  const nowMs = useNow();
  const here = nowMs === null ? timezone : Intl.DateTimeFormat().resolvedOptions().timeZone;
  const isOther = here !== timezone && !(isUtc(here) && isUtc(timezone));
  return (
    <>
      {isOther ? `In ${isUtc(timezone) ? 'UTC' : timezone}. ` : ''}
      {nextAtMs === null ? null : (
        <>
          Next <DayAndTime atMs={nextAtMs} lower />
          {isOther ? ' your time' : ''}.
        </>
      )}
    </>
  );
}

const isUtc = (timezone: string): boolean => timezone === 'UTC' || timezone === 'Etc/UTC';

function Place({ target }: { target: NamedTarget }) {
  const { safe, text } = placeSafety(target.kind);
  return (
    <li className="flex gap-2.5">
      <span className="mt-px">
        <StatusDot tone={target.kind === 'local' ? 'muted' : safe ? 'hop' : 'amber'} />
      </span>
      <div className="min-w-0">
        <p className="break-words">
          {target.name} <span className="text-[14px] text-muted">{placeKindsWithin[target.kind]}</span>
        </p>
        <p className="text-[14px] text-muted">{text}</p>
      </div>
    </li>
  );
}

function Warning({ sign, title, children }: { sign: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 bg-amber-soft px-5 py-3.5 text-[14.5px]">
      <span className="mt-0.5 shrink-0 text-amber">{sign}</span>
      <div>
        <p className="font-semibold">{title}</p>
        <p className="text-ink/80">{children}</p>
      </div>
    </div>
  );
}
