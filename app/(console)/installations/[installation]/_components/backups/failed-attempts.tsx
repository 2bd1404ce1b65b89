// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { CircleAlert } from 'lucide-react';
import type { BackupsView } from '#contract/site-api/backups.ts';
import { ServerSays } from '../../../../../_console/query-state.tsx';
import { Notice } from '../../../../../_ui/panel.tsx';
import { DayAndTime } from '../../../../../_ui/relative-time.tsx';

/** Places where the last try came to nothing. Brick when nothing was kept since, amber when another place has it. */
export function FailedAttempts({
  attempts,
  newestAtMs,
}: {
  attempts: BackupsView['attempts'];
  newestAtMs: number | null;
}) {
  return attempts.map(({ target, name, atMs, failure }) =>
    failure === null ? null : (
      <Notice
        key={target}
        tone={newestAtMs !== null && newestAtMs >= atMs ? 'amber' : 'brick'}
        sign={<CircleAlert size="1em" aria-hidden />}
        title={`The last backup did not get to ${name}`}
      >
        <DayAndTime atMs={atMs} />: {failure.message}
        {failure.remedy ? <span className="mt-1 block">{failure.remedy}</span> : null}
        <span className="mt-1 block">Earlier backups are as they were.</span>
        {failure.detail ? <ServerSays text={failure.detail} /> : null}
      </Notice>
    ),
  );
}
