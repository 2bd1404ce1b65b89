// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { RecoveryView } from '#contract/site-api/recovery.ts';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../_console/site-error.ts';
import { Button } from '../../../../_ui/button.tsx';
import { TextField } from '../../../../_ui/field.tsx';
import { Notice, Panel } from '../../../../_ui/panel.tsx';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';

export function AskForSheet({
  recovery,
  busy,
  error,
  onAsk,
}: {
  recovery: RecoveryView;
  busy: boolean;
  error: unknown;
  onAsk: (password: string) => void;
}) {
  const [password, setPassword] = useState('');
  const wrong = error ? siteErrorOf(error).fields['password'] : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== '') onAsk(password);
  };
  return (
    <div className="space-y-5">
      <State recovery={recovery} />
      <Panel className="p-5 sm:p-6">
        <h2 className="font-semibold text-[18px]">What is on it</h2>
        <ul className="mt-2 list-disc space-y-1 pl-5 text-[15px] marker:text-muted">
          <li>the key that opens every backup of your apps, beside the ones that your servers have</li>
          <li>the key of the backups of this site, for who runs it</li>
          <li>where the backups are, how to get in there, and the steps to bring everything back</li>
        </ul>
        <p className="mt-3 text-[15px]">
          Whoever has the sheet can read all of it. Keep it on paper in a safe or in a password manager, not
          on a server that is backed up.
        </p>
        {error && !wrong ? <ErrorNotice error={error} className="mt-5" /> : null}
        <form onSubmit={submit} noValidate className="mt-5 flex flex-wrap items-end gap-3">
          <TextField
            id="sheet-password"
            type="password"
            label="Your password"
            className="min-w-56 flex-1"
            autoComplete="current-password"
            value={password}
            error={wrong}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Button
            type="submit"
            tone="primary"
            busy={busy}
            disabled={password === ''}
            className={wrong ? 'mb-7' : ''}
          >
            Show the sheet
          </Button>
        </form>
        <p className="mt-3 text-[14.5px] text-muted">That you looked is written down, with your name.</p>
      </Panel>
    </div>
  );
}

function State({ recovery: { keptAtMs, placesSince } }: { recovery: RecoveryView }) {
  if (keptAtMs === null) {
    return (
      <Notice tone="amber" sign={<CircleAlert size="1em" aria-hidden />} title="Nobody has kept it yet">
        Without the sheet, losing this site means losing the keys of all backups.
      </Notice>
    );
  }
  if (placesSince.length > 0) {
    return (
      <Notice
        tone="amber"
        sign={<CircleAlert size="1em" aria-hidden />}
        title="The one you have is out of date"
      >
        It was kept <RelativeTime atMs={keptAtMs} /> and does not name {placesSince.join(' and ')}. Its keys
        still fit.
      </Notice>
    );
  }
  return (
    <Notice tone="hop" sign={<CircleCheck size="1em" aria-hidden />} title="It is kept">
      Printed or downloaded <RelativeTime atMs={keptAtMs} />. It stays good until you add a place.
    </Notice>
  );
}
