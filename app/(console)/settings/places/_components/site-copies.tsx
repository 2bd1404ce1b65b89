// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useQuery } from '@tanstack/react-query';
import type { SiteCopyView } from '#contract/site-api/recovery.ts';
import { Answer, ServerSays } from '../../../../_console/query-state.tsx';
import { useTRPC } from '../../../../_console/trpc.ts';
import { formatBytes } from '../../../../_ui/format.ts';
import { RelativeTime } from '../../../../_ui/relative-time.tsx';
import { StatusDot } from '../../../../_ui/status-dot.tsx';
import { SettingsSection } from '../../_components/settings-section.tsx';

/** Backups of this site itself; for who runs it. */
export function SiteCopies() {
  const trpc = useTRPC();
  const query = useQuery(trpc.backups.siteCopies.queryOptions(undefined, { refetchInterval: 30_000 }));
  return (
    <Answer query={query} loading={null}>
      {(copies) =>
        copies.length === 0 ? null : (
          <div className="mt-12">
            <SettingsSection
              id="site-copies-heading"
              title="This site itself"
              intro={
                copies.some(({ target, atMs }) => target !== 'local' && atMs !== null)
                  ? 'Its accounts, settings and keys are backed up every day, sealed with the key of the recovery sheet.'
                  : 'Its accounts, settings and keys are backed up every day, but only on this computer: losing it loses the site. Add an SFTP server, and a copy goes there by itself.'
              }
            >
              <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
                {copies.map((copy) => (
                  <Copy key={copy.target} copy={copy} />
                ))}
              </ul>
            </SettingsSection>
          </div>
        )
      }
    </Answer>
  );
}

function Copy({ copy: { target, name, atMs, bytes, failure } }: { copy: SiteCopyView }) {
  return (
    <li className="px-5 py-3.5 text-[15px]">
      <div className="flex items-baseline gap-2.5">
        <StatusDot tone={failure ? 'brick' : target === 'local' ? 'muted' : 'hop'} />
        <span className="min-w-0 flex-1 break-words">{name}</span>
        <span className="text-muted">
          {atMs === null ? (
            'none yet'
          ) : (
            <>
              {bytes === null ? '' : `${formatBytes(bytes)}, `}
              <RelativeTime atMs={atMs} />
            </>
          )}
        </span>
      </div>
      {failure ? (
        <div className="mt-1 pl-4.5 text-[14.5px]">
          The last copy did not get there: {failure.message} {failure.remedy}
          {failure.detail ? <ServerSays text={failure.detail} /> : null}
        </div>
      ) : null}
    </li>
  );
}
