// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MonitorSmartphone } from 'lucide-react';
import type { SessionView } from '#contract/account.ts';
import { Answer } from '../../../_console/query-state.tsx';
import { toastError } from '../../../_console/toasts.tsx';
import { useTRPC } from '../../../_console/trpc.ts';
import { Button } from '../../../_ui/button.tsx';
import { RelativeTime } from '../../../_ui/relative-time.tsx';
import { SkeletonList } from '../../../_ui/skeleton.tsx';
import { browserName } from './browser-name.ts';
import { SettingsSection } from './settings-section.tsx';

export function SessionList() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = useQuery(trpc.session.list.queryOptions());
  const options = {
    onError: toastError,
    onSettled: () => queryClient.invalidateQueries(trpc.session.list.queryFilter()),
  };
  const end = useMutation(trpc.session.end.mutationOptions(options));
  const endOthers = useMutation(trpc.session.endOthers.mutationOptions(options));
  return (
    <SettingsSection
      id="sessions-heading"
      title="Where you are signed in"
      intro="End what you do not know, then change your password."
    >
      <Answer query={query} loading={<SkeletonList rows={2} label="Loading your sessions" />}>
        {(sessions) => (
          <>
            <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
              {sessions.map((session) => (
                <Row
                  key={session.id}
                  session={session}
                  busy={end.isPending && end.variables.session === session.id}
                  onEnd={() => end.mutate({ session: session.id })}
                />
              ))}
            </ul>
            {sessions.length > 1 ? (
              <Button
                size="small"
                className="mt-3"
                busy={endOthers.isPending}
                onClick={() => endOthers.mutate()}
              >
                End all others
              </Button>
            ) : null}
          </>
        )}
      </Answer>
    </SettingsSection>
  );
}

function Row({ session, busy, onEnd }: { session: SessionView; busy: boolean; onEnd: () => void }) {
  const browser = browserName(session.userAgent);
  return (
    <li className="flex items-center gap-4 px-5 py-3.5">
      <MonitorSmartphone size={20} className="shrink-0 text-muted" aria-hidden />
      <div className="min-w-0 flex-1">
        <p>
          {browser}
          {session.current ? <span className="ml-2 text-[14px] text-hop">this one</span> : null}
        </p>
        <p className="text-[14.5px] text-muted">
          {session.address ? `${session.address}, ` : ''}seen <RelativeTime atMs={session.seenAtMs} />
        </p>
      </div>
      {session.current ? null : (
        <Button size="small" busy={busy} onClick={onEnd} aria-label={`End the session of ${browser}`}>
          End
        </Button>
      )}
    </li>
  );
}
