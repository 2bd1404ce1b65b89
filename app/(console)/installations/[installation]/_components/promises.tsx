// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import {
  Archive,
  DatabaseBackup,
  HeartPulse,
  type LucideIcon,
  PackageCheck,
  ShieldCheck,
} from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type {
  InstallationView,
  PromiseId,
  PromiseState,
  PromiseView,
} from '#contract/site-api/installations.ts';
import { PromiseSeal } from '../../../../_console/promise-seal.tsx';
import { Answer } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { exactTime, plural } from '../../../../_ui/format.ts';
import { SectionHeading } from '../../../../_ui/page-heading.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';
import { Skeleton } from '../../../../_ui/skeleton.tsx';
import { useNow } from '../../../../_ui/use-now.ts';

/** What its server keeps by itself: each promise with when, how, and what to do where it does not hold. */
export function Promises({ installation }: { installation: InstallationView }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.installations.promises.queryOptions({ installation: installation.id }, { refetchInterval: 15_000 }),
  );
  const kept = query.data?.filter(({ state }) => state === 'kept').length;
  return (
    <>
      <SectionHeading
        action={
          query.data === undefined ? null : (
            <span className="flex items-center gap-2.5 text-[14.5px] text-muted">
              <PromiseSeal promises={query.data} size={26} label="" />
              {kept} of {query.data.length} kept
            </span>
          )
        }
      >
        Promises
      </SectionHeading>
      <Answer query={query} loading={<Loading />}>
        {(promises) => (
          <ul className="grid gap-px overflow-hidden rounded-2xl border border-line bg-line sm:grid-cols-2 lg:grid-cols-5">
            {promises.map((each) => (
              <Cell key={each.id} promise={each} installation={installation.id} />
            ))}
          </ul>
        )}
      </Answer>
    </>
  );
}

const signs: Record<PromiseId, LucideIcon> = {
  restore: Archive,
  backup: DatabaseBackup,
  certificate: ShieldCheck,
  health: HeartPulse,
  update: PackageCheck,
};
const tones: Record<PromiseState, string> = {
  kept: 'text-hop',
  'needs-you': 'text-amber',
  broken: 'text-brick',
  unknown: 'text-muted',
};
const said: Record<PromiseState, string> = {
  kept: 'kept',
  'needs-you': 'needs you',
  broken: 'broken',
  unknown: 'unknown',
};

function Cell({ promise, installation }: { promise: PromiseView; installation: string }) {
  const Sign = signs[promise.id];
  const where = promise.state === 'kept' ? null : remedyAt(promise.id, installation);
  return (
    <li className="flex gap-3 bg-surface p-5 max-lg:last:col-span-full lg:flex-col lg:gap-2 lg:px-4">
      <Sign size={21} className={clsx('shrink-0', tones[promise.state])} aria-hidden />
      <div className="min-w-0">
        <h3 className="font-sans font-semibold text-[16px] leading-snug tracking-normal">
          <Title promise={promise} />
          <span className="sr-only"> ({said[promise.state]})</span>
        </h3>
        <p className="mt-0.5 text-[14.5px] text-muted">
          <TimeLeft promise={promise} />
          {promise.text}
        </p>
        {promise.remedy === null ? null : (
          <p className={clsx('mt-1.5 text-[14.5px]', tones[promise.state])}>
            {promise.remedy}{' '}
            {where === null ? null : (
              <Link
                href={where.href}
                prefetch={false}
                scroll={false}
                className="whitespace-nowrap underline underline-offset-2"
              >
                {where.title}
              </Link>
            )}
          </p>
        )}
      </div>
    </li>
  );
}

function Title({ promise: { id, state, atMs } }: { promise: PromiseView }) {
  switch (id) {
    case 'restore':
      return atMs === null ? (
        'Restore not proven'
      ) : (
        <>
          Restore proven <RelativeTime atMs={atMs} />
        </>
      );
    case 'backup':
      if (atMs === null) return state === 'unknown' ? 'No backup yet' : 'No backup';
      return (
        <>
          Backed up <RelativeTime atMs={atMs} />
        </>
      );
    case 'certificate':
      return state === 'broken' ? 'Certificate has ended' : 'Certificate';
    case 'health':
      switch (state) {
        case 'kept':
          return atMs === null ? (
            'Answers'
          ) : (
            <>
              Running <RelativeTime atMs={atMs} form="since" />
            </>
          );
        case 'broken':
          return 'Does not answer';
        case 'needs-you':
          // It has a time when it runs and only a job of it failed.
          return atMs === null ? 'Stopped' : 'A job failed';
        case 'unknown':
          return 'Health unknown';
      }
      break;
    case 'update':
      switch (state) {
        case 'kept':
          return 'Up to date';
        case 'needs-you':
        case 'broken':
          // It has a time when it was tried on a copy and failed there.
          return atMs === null ? 'Update ready' : 'Update held back';
        case 'unknown':
          return 'Updates unknown';
      }
  }
}

function TimeLeft({ promise: { id, atMs } }: { promise: PromiseView }) {
  const nowMs = useNow();
  if (id !== 'certificate' || atMs === null || nowMs === null || atMs <= nowMs) return null;
  return <span title={exactTime(atMs)}>{plural(Math.floor((atMs - nowMs) / 86_400_000), 'day')} left. </span>;
}

/** Where something can be done about it. */
function remedyAt(id: PromiseId, installation: string): { href: Route; title: string } | null {
  switch (id) {
    case 'restore':
    case 'backup':
      return { href: paths.installation(installation, 'backups'), title: 'Backups' };
    case 'certificate':
      return { href: paths.installation(installation, 'addresses'), title: 'Addresses' };
    case 'health':
      return { href: paths.installation(installation, 'logs'), title: 'Logs' };
    case 'update':
      return null;
  }
}

function Loading() {
  return (
    <div
      role="status"
      aria-label="Loading the promises"
      className="grid gap-px overflow-hidden rounded-2xl border border-line bg-line sm:grid-cols-2 lg:grid-cols-5"
    >
      {[0, 1, 2, 3, 4].map((place) => (
        <div key={place} className="space-y-2 bg-surface p-5 max-lg:last:col-span-full lg:px-4">
          <Skeleton className="size-5" />
          <Skeleton className="h-4 w-32" />
          <Skeleton className="h-3.5 w-40 max-w-full" />
        </div>
      ))}
    </div>
  );
}
