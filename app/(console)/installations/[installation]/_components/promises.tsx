// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import clsx from 'clsx';
import { Archive, DatabaseBackup, HeartPulse, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { InstallationView } from '#contract/site-api.ts';
import { exactTime, plural } from '../../../../_ui/format.ts';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';
import { useNow } from '../../../../_ui/use-now.ts';

type Kept = 'kept' | 'needs-you' | 'broken' | 'unknown';
const tones: Record<Kept, string> = {
  kept: 'text-hop',
  'needs-you': 'text-amber',
  broken: 'text-brick',
  unknown: 'text-muted',
};
const SIZE = 21;
const DAY_MS = 86_400_000;

/** Only what is real now; what comes later says so. */
export function Promises({ installation }: { installation: InstallationView }) {
  return (
    <div className="grid divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface sm:max-lg:[&>*:nth-child(even)]:border-l sm:grid-cols-2 lg:grid-cols-4 lg:divide-x lg:divide-y-0">
      <Health installation={installation} />
      <Certificate notAfterMs={installation.certificateNotAfterMs} />
      <PromiseCell sign={<DatabaseBackup size={SIZE} aria-hidden />} kept="needs-you" title="No backups yet">
        They come with the next release. Until then, keep a copy of what you cannot lose.
      </PromiseCell>
      <PromiseCell sign={<Archive size={SIZE} aria-hidden />} kept="unknown" title="Restore not proven">
        There is no backup to restore from yet.
      </PromiseCell>
    </div>
  );
}

function Health({ installation: { state, runningSinceMs } }: { installation: InstallationView }) {
  const sign = <HeartPulse size={SIZE} aria-hidden />;
  if (state === 'running') {
    return (
      <PromiseCell sign={sign} kept="kept" title="Answers">
        {runningSinceMs === null ? (
          'Running.'
        ) : (
          <>
            Running <RelativeTime atMs={runningSinceMs} form="since" />.
          </>
        )}{' '}
        Started again by its host if it stops.
      </PromiseCell>
    );
  }
  if (state === 'failing') {
    return (
      <PromiseCell sign={sign} kept="broken" title="Does not answer">
        Its host keeps trying to start it.
      </PromiseCell>
    );
  }
  return (
    <PromiseCell sign={sign} kept="unknown" title="Health unknown">
      {state === 'stopped' ? 'It is stopped.' : 'It could not be asked.'}
    </PromiseCell>
  );
}

function Certificate({ notAfterMs }: { notAfterMs: number | null }) {
  const nowMs = useNow();
  const sign = <ShieldCheck size={SIZE} aria-hidden />;
  if (notAfterMs === null || nowMs === null) {
    return (
      <PromiseCell sign={sign} kept="unknown" title="Certificate">
        {notAfterMs === null ? 'Unknown.' : ''}
      </PromiseCell>
    );
  }
  const days = Math.floor((notAfterMs - nowMs) / DAY_MS);
  return (
    <PromiseCell sign={sign} kept={days < 0 ? 'broken' : days < 7 ? 'needs-you' : 'kept'} title="Certificate">
      <span title={exactTime(notAfterMs)}>
        {days < 0
          ? 'Has ended: browsers refuse it.'
          : `${plural(days, 'day')} left, from your own authority.`}
      </span>
    </PromiseCell>
  );
}

function PromiseCell({
  sign,
  kept,
  title,
  children,
}: {
  sign: ReactNode;
  kept: Kept;
  title: string;
  children: ReactNode;
}) {
  return (
    <div className="flex gap-3.5 border-line p-5">
      <span className={clsx('shrink-0', tones[kept])}>{sign}</span>
      <div>
        <h3 className="font-sans font-semibold text-[16px] tracking-normal">{title}</h3>
        <p className="text-[14.5px] text-muted">{children}</p>
      </div>
    </div>
  );
}
