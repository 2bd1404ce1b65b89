// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight, KeyRound, Vault } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { BackupTargetView } from '#contract/site-api/backups.ts';
import type { RecoveryView } from '#contract/site-api/recovery.ts';
import { useTRPC } from '../../../_console/trpc.ts';
import { plural } from '../../../_ui/format.ts';
import { paths } from '../../../_ui/paths.ts';
import { RelativeTime } from '../../../_ui/relative-time.tsx';
import { StatusDot, type StatusTone } from '../../../_ui/status-dot.tsx';
import { SettingsSection } from './settings-section.tsx';

export function BackupSettings() {
  const trpc = useTRPC();
  const places = useQuery(trpc.backups.targets.list.queryOptions());
  const recovery = useQuery(trpc.backups.recovery.queryOptions());
  return (
    <SettingsSection
      id="backups-heading"
      title="Backups"
      intro="Where they go, and how you get at them when everything else is lost."
    >
      <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
        <Row
          href={paths.backupPlaces()}
          sign={<Vault size={20} aria-hidden />}
          title="Backup places"
          {...placesState(places.data)}
        />
        <Row
          href={paths.recoverySheet()}
          sign={<KeyRound size={20} aria-hidden />}
          title="Recovery sheet"
          {...recoveryState(recovery.data)}
        />
      </ul>
    </SettingsSection>
  );
}

interface State {
  tone: StatusTone;
  words: ReactNode;
}

function placesState(places: BackupTargetView[] | undefined): State {
  if (places === undefined) return { tone: 'muted', words: 'unknown' };
  const elsewhere = places.filter(({ kind }) => kind !== 'local').length;
  return elsewhere === 0
    ? { tone: 'amber', words: 'none elsewhere yet: losing a server loses its backups' }
    : { tone: 'hop', words: `${plural(elsewhere, 'place')} elsewhere` };
}

function recoveryState(recovery: RecoveryView | undefined): State {
  if (recovery === undefined) return { tone: 'muted', words: 'unknown' };
  if (recovery.keptAtMs === null) return { tone: 'amber', words: 'not kept yet' };
  if (recovery.placesSince.length > 0) return { tone: 'amber', words: 'out of date' };
  return {
    tone: 'hop',
    words: (
      <>
        kept <RelativeTime atMs={recovery.keptAtMs} />
      </>
    ),
  };
}

function Row({ href, sign, title, tone, words }: { href: Route; sign: ReactNode; title: string } & State) {
  return (
    <li className="relative flex items-center gap-4 px-5 py-3.5 first:rounded-t-2xl last:rounded-b-2xl hover:bg-sunken/60">
      <span className="shrink-0 text-muted">{sign}</span>
      <div className="min-w-0 flex-1">
        <Link href={href} prefetch={false} className="after:absolute after:inset-0">
          {title}
        </Link>
        <p className="flex items-baseline gap-2 text-[14.5px] text-muted">
          <StatusDot tone={tone} />
          <span>{words}</span>
        </p>
      </div>
      <ChevronRight size={18} className="shrink-0 text-muted" aria-hidden />
    </li>
  );
}
